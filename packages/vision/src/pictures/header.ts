/** What the first bytes of a file say it is. Those with a true `decodable` are read. */
const signatures = [
  { format: 'JPEG', decodable: true, is: (b: Uint8Array) => starts(b, [0xff, 0xd8, 0xff]) },
  { format: 'PNG', decodable: true, is: (b: Uint8Array) => starts(b, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]) },
  { format: 'GIF', decodable: true, is: (b: Uint8Array) => text(b, 0, 4) === 'GIF8' },
  {
    format: 'WebP',
    decodable: true,
    is: (b: Uint8Array) => text(b, 0, 4) === 'RIFF' && text(b, 8, 4) === 'WEBP',
  },
  { format: 'TIFF', decodable: true, is: (b: Uint8Array) => /^(II[*+]\0|MM\0[*+])/.test(text(b, 0, 4)) },
  {
    format: 'AVIF',
    decodable: true,
    is: (b: Uint8Array) => brands(b).some((brand) => /^avi[fs]/.test(brand)),
  },
  {
    format: 'HEIC',
    decodable: false,
    is: (b: Uint8Array) => /^(he[iv][cmsx]|mif1|msf1)/.test(brands(b)[0] ?? ''),
  },
  { format: 'BMP', decodable: false, is: (b: Uint8Array) => text(b, 0, 2) === 'BM' },
  { format: 'JPEG 2000', decodable: false, is: (b: Uint8Array) => text(b, 4, 4) === 'jP  ' },
  {
    format: 'JPEG XL',
    decodable: false,
    is: (b: Uint8Array) => starts(b, [0xff, 0x0a]) || text(b, 4, 4) === 'JXL ',
  },
  { format: 'PDF', decodable: false, is: (b: Uint8Array) => text(b, 0, 5) === '%PDF-' },
  { format: 'ZIP archive', decodable: false, is: (b: Uint8Array) => text(b, 0, 4) === 'PK\x03\x04' },
  { format: 'SVG', decodable: false, is: (b: Uint8Array) => /<svg[\s>]/i.test(start(b)) },
  { format: 'HTML', decodable: false, is: (b: Uint8Array) => /<(!doctype\s+html|html)[\s>]/i.test(start(b)) },
] as const

/** The formats that are read. */
export const decodable = signatures.filter((signature) => signature.decodable).map(({ format }) => format)

export interface PictureHeader {
  readonly format: string
  readonly decodable: boolean
  /** Before it is turned upright; undefined where only a decoder finds it (TIFF) or the header is damaged. */
  readonly size: HeaderSize | undefined
}

interface HeaderSize {
  readonly width: number
  readonly height: number
  /** Known of a JPEG alone: four are cyan, magenta, yellow and black. */
  readonly channels?: number
}

/** What a file is and how large its picture is, without decoding it; undefined for what is no picture at all. */
export function readHeader(bytes: Uint8Array): PictureHeader | undefined {
  const found = signatures.find(({ is }) => is(bytes))
  if (!found) return undefined
  const size = sizes[found.format]?.(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return { format: found.format, decodable: found.decodable, size }
}

const sizes: Readonly<Record<string, (bytes: Uint8Array, view: DataView) => HeaderSize | undefined>> = {
  PNG: (bytes, view) =>
    bytes.length < 24 ? undefined : { width: view.getUint32(16), height: view.getUint32(20) },
  GIF: (bytes, view) =>
    bytes.length < 10 ? undefined : { width: view.getUint16(6, true), height: view.getUint16(8, true) },
  JPEG: jpegSize,
  WebP: webpSize,
  AVIF: avifSize,
}

/** Of the first frame header among the segments. */
function jpegSize(bytes: Uint8Array, view: DataView): HeaderSize | undefined {
  for (let at = 2; at + 10 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]!
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), channels: bytes[at + 9]! }
    }
    const alone = marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
    at += alone ? (marker === 0xff ? 1 : 2) : 2 + view.getUint16(at + 2)
  }
  return undefined
}

function webpSize(bytes: Uint8Array, view: DataView): HeaderSize | undefined {
  if (bytes.length < 30) return undefined
  const kind = text(bytes, 12, 4)
  if (kind === 'VP8X') return { width: 1 + uint24(bytes, 24), height: 1 + uint24(bytes, 27) }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}

/** The largest of the extents that a property `ispe` tells, since a grid has one for each tile too. */
function avifSize(bytes: Uint8Array, view: DataView): HeaderSize | undefined {
  let found: HeaderSize | undefined
  const end = Math.min(bytes.length - 16, 1 << 16)
  for (let at = 0; at < end; at++) {
    if (bytes[at] !== 0x69 || text(bytes, at, 4) !== 'ispe') continue
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) }
    if (!found || size.width * size.height > found.width * found.height) found = size
  }
  return found
}

const uint24 = (bytes: Uint8Array, at: number) => bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)

const starts = (bytes: Uint8Array, wanted: readonly number[]) =>
  wanted.every((byte, at) => bytes[at] === byte)

function text(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}

/** Enough to get past an XML declaration, comments and a document type. UTF-16 is read by leaving zeros out. */
const start = (bytes: Uint8Array) => text(bytes, 0, 4096).replaceAll('\0', '')

/** The major and compatible brands of an ISO media file. */
function brands(bytes: Uint8Array): string[] {
  if (bytes.length < 16 || text(bytes, 4, 4) !== 'ftyp') return []
  const end = Math.min(bytes.length, 64, new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0))
  const found = [text(bytes, 8, 4)]
  for (let at = 16; at + 4 <= end; at += 4) found.push(text(bytes, at, 4))
  return found
}
