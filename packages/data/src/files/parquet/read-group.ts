import { GraftError } from '@graftjs/base'
import type { Compressors, DecodedArray, ParquetParsers } from 'hyparquet'
import { Damaged } from '../damaged'
import type { OpenFile } from '../file'
import { boundedDecompressor, type Decompress } from './decompress'
import type { ParquetFooter, StoredColumn } from './footer'
import type { ParquetLibrary } from './library'
import { checkPages } from './pages'

/** A column of a group, in pieces one after the other. */
export type ColumnPieces = readonly DecodedArray[]

/** What one group may hold at once, in values of all its columns, and of a column in which values are repeated. */
const mostValues = 2 ** 27
const mostFlat = 2 ** 24
const mostRepeated = { at: 2 ** 21, perByte: 64 }

/** The named columns of one group of rows. */
export async function readGroup(
  file: OpenFile,
  library: ParquetLibrary,
  { metadata, groups }: ParquetFooter,
  at: number,
  names: readonly string[],
): Promise<Map<string, ColumnPieces>> {
  const { columns } = groups[at]!
  checkSize(columns.filter(({ leaf }) => names.includes(leaf.path[0]!)))
  const group = { ...metadata, row_groups: [metadata.row_groups[at]!] }
  const pieces = new Map<string, DecodedArray[]>()
  for (const name of names) {
    const stored = columns.filter(({ leaf }) => leaf.path[0] === name)
    const checked = await checkColumns(file, stored, library.compressors)
    const own: DecodedArray[] = []
    await library.parquetRead({
      file: { byteLength: file.size, slice: checked.slice },
      metadata: group,
      columns: [name],
      compressors: checked.compressors,
      parsers,
      utf8: false,
      onChunk: ({ columnData }) => own.push(columnData),
    })
    pieces.set(name, own)
  }
  return pieces
}

function checkSize(columns: readonly StoredColumn[]): void {
  let all = 0
  for (const { leaf, values, start, end } of columns) {
    all += values
    const most = leaf.isFlat ? mostFlat : mostRepeated.at + mostRepeated.perByte * (end - start)
    if (values > most) throw tooLarge(`${values} values of the column ${leaf.path.join('.')}`)
  }
  if (all > mostValues) throw tooLarge(`${all} values of ${columns.length} columns`)
}

function tooLarge(what: string): GraftError {
  return new GraftError('unsupported', {
    what: `A group of rows has ${what}, and a group is held in memory whole.`,
    fix: 'Write the file with smaller groups (row_group_size in pyarrow), or name fewer columns.',
  })
}

interface CheckedColumns {
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>
  readonly compressors: Compressors
}

/** The bytes of columns, checked, and the pages that were decompressed on the way. */
async function checkColumns(
  file: OpenFile,
  columns: readonly StoredColumn[],
  compressors: Compressors,
): Promise<CheckedColumns> {
  const chunks = new Map<string, ArrayBuffer>()
  const pages = new Map<ArrayBufferLike, ReadonlyMap<number, Uint8Array>>()
  const bounded: Compressors = {}
  for (const { leaf, start, end, values, codec } of columns) {
    const bytes = await file.read(start, end)
    const decompress = decompressorFor(codec, compressors)
    const decompressed = checkPages({ bytes, leaf, values, decompress })
    chunks.set(`${start}-${end}`, bytes.buffer)
    pages.set(bytes.buffer, decompressed)
    if (decompress && isCodec(codec, compressors)) {
      bounded[codec] = (input, length) =>
        pages.get(input.buffer)?.get(input.byteOffset) ??
        (length === 0 ? new Uint8Array(0) : decompress(input, length))
    }
  }
  return {
    slice: async (start, end = file.size) => {
      if (!(start >= 0 && start <= end && end <= file.size))
        throw new Damaged('a column lies outside of the file')
      return chunks.get(`${start}-${end}`) ?? (await file.read(start, end)).buffer
    },
    compressors: bounded,
  }
}

function decompressorFor(codec: string, compressors: Compressors): Decompress | undefined {
  if (codec === 'UNCOMPRESSED') return undefined
  const decompress = isCodec(codec, compressors) ? compressors[codec] : undefined
  if (!decompress) throw new Damaged(`its pages are compressed by ${codec}`)
  return boundedDecompressor(codec, decompress)
}

const isCodec = (codec: string, compressors: Compressors): codec is keyof Compressors & string =>
  Object.hasOwn(compressors, codec)

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What is left of hyparquet's own: texts must be texts, and shapes on the globe stay bytes. */
const parsers: Partial<ParquetParsers> = {
  stringFromBytes: (bytes) => bytes && utf8.decode(bytes),
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
}
