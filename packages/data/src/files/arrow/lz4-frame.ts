import { Damaged } from '../damaged'

const magic = 0x184d2204

/**
 * Decompresses an LZ4 frame (LZ4 Frame Format 1.6.4): what Arrow calls LZ4 by default. A block may refer to 64 KiB of
 * what came before it.
 *
 * @param length how many bytes there are to be.
 * @throws Damaged
 */
export function decompressLz4Frame(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  if (input.length < 7 || view.getUint32(0, true) !== magic) throw new Damaged('a column is no LZ4 frame')
  const flags = input[4]!
  const [hasDictionary, hasSize, hasBlockSums] = [flags & 1, flags & 8, flags & 16]
  if (flags >> 6 !== 1 || hasDictionary) throw new Damaged('a column is an LZ4 frame of an unknown version')
  const output = new Uint8Array(length)
  let written = 0
  for (let at = 7 + (hasSize ? 8 : 0); ; ) {
    if (at + 4 > input.length) throw new Damaged('an LZ4 frame ends too early')
    const header = view.getUint32(at, true)
    if (header === 0) break
    const size = header & 0x7fffffff
    const block = input.subarray(at + 4, at + 4 + size)
    if (block.length !== size) throw new Damaged('an LZ4 block ends too early')
    if (header === size) written = decompressBlock(block, output, written)
    else {
      if (written + size > length) throw tooLong(length)
      output.set(block, written)
      written += size
    }
    at += 4 + size + (hasBlockSums ? 4 : 0)
  }
  if (written !== length) throw new Damaged(`an LZ4 frame becomes ${written} bytes instead of ${length}`)
  return output
}

/** Literals and copies of what was written before, in turn (LZ4 Block Format). Where the output then ends. */
function decompressBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0
  let written = start
  const lengthFrom = (nibble: number): number => {
    let length = nibble
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) more = block[at++] ?? 0
    return length
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = lengthFrom(token >> 4)
    if (at + literals > block.length) throw new Damaged('an LZ4 block ends too early')
    if (written + literals > output.length) throw tooLong(output.length)
    output.set(block.subarray(at, at + literals), written)
    at += literals
    written += literals
    if (at >= block.length) return written
    const back = block[at]! | ((block[at + 1] ?? 0) << 8)
    at += 2
    const copied = lengthFrom(token & 15) + 4
    if (back === 0 || back > written) throw new Damaged('an LZ4 block refers to what is not there')
    if (written + copied > output.length) throw tooLong(output.length)
    if (back >= copied) output.copyWithin(written, written - back, written - back + copied)
    else for (let byte = 0; byte < copied; byte++) output[written + byte] = output[written + byte - back]!
    written += copied
  }
  return written
}

const tooLong = (length: number) => new Damaged(`an LZ4 frame becomes more than ${length} bytes`)
