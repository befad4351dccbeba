import { Damaged } from '../damaged'

/** Writers close a block at 128 KiB; those that split blocks stay well above this on average. */
const averageBlock = 16 * 1024
const fewBlocks = 64
const largestWindow = 8 * 1024 * 1024

/**
 * Checks that a Zstandard frame (RFC 8878, 3.1.1) is one, whole, and cannot become much larger than `length` bytes:
 * fzstd allocates by what a frame's header and its blocks claim.
 */
export function checkZstdFrame(input: Uint8Array, length: number): void {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  if (input.length < 9 || view.getUint32(0, true) !== 0xfd2fb528)
    throw new Damaged('a page is no Zstandard frame')
  const { start, isChecked } = checkHeader(view, length)
  const end = checkBlocks(view, start, length)
  if (end + (isChecked ? 4 : 0) !== input.length) throw new Damaged('a page is more or less than one frame')
}

/** Where the blocks begin, and whether a checksum follows them. */
function checkHeader(view: DataView, length: number): { start: number; isChecked: boolean } {
  const descriptor = view.getUint8(4)
  const isSingle = (descriptor & 0x20) !== 0
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!
  let at = 5
  if (!isSingle) {
    const window = view.getUint8(at++)
    const base = 2 ** (10 + (window >> 3))
    const size = base + (base / 8) * (window & 7)
    if (size > Math.max(largestWindow, 2 * length))
      throw new Damaged(`a page wants a window of ${size} bytes`)
  }
  at += [0, 1, 2, 4][descriptor & 3]!
  if (at + sizeBytes > view.byteLength) throw new Damaged('a page ends in its header')
  const size = contentSize(view, at, sizeBytes)
  if (size !== undefined && size !== length)
    throw new Damaged(`a page becomes ${size} bytes instead of ${length}`)
  return { start: at + sizeBytes, isChecked: (descriptor & 4) !== 0 }
}

function contentSize(view: DataView, at: number, bytes: number): number | undefined {
  if (bytes === 0) return undefined
  if (bytes === 1) return view.getUint8(at)
  if (bytes === 2) return view.getUint16(at, true) + 256
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true))
}

/** Where the last block ends. */
function checkBlocks(view: DataView, start: number, length: number): number {
  let plain = 0
  let at = start
  for (let blocks = 0; blocks < fewBlocks + length / averageBlock; blocks++) {
    if (at + 3 > view.byteLength) throw new Damaged('a page ends between blocks')
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
    const size = header >> 3
    const kind = (header >> 1) & 3
    if (kind === 3) throw new Damaged('a page has a block of an unknown kind')
    if (kind !== 2) plain += size
    if (plain > length) throw new Damaged(`a page becomes more than ${length} bytes`)
    at += 3 + (kind === 1 ? 1 : size)
    if (at > view.byteLength) throw new Damaged('a page ends in a block')
    if (header & 1) return at
  }
  throw new Damaged('a page has too many blocks')
}
