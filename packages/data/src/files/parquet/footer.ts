import type { ColumnMetaData, FileMetaData } from 'hyparquet'
import { Damaged } from '../damaged'
import type { OpenFile } from '../file'
import { type Leaf, leavesOf } from './leaf'
import type { ParquetLibrary } from './library'
import { isStruct, listIn, structIn, ThriftReader, type ThriftStruct, type ThriftValue } from './thrift'

/** A file's own description, checked against its size. */
export interface ParquetFooter {
  readonly metadata: FileMetaData
  readonly leaves: readonly Leaf[]
  readonly groups: readonly RowGroup[]
}

/** Rows that are stored together, column by column. */
export interface RowGroup {
  readonly rows: number
  readonly columns: readonly StoredColumn[]
}

export interface StoredColumn {
  readonly leaf: Leaf
  readonly start: number
  readonly end: number
  readonly values: number
  readonly codec: string
}

const magic = 'PAR1'

/** @throws Damaged */
export async function readFooter(file: OpenFile, library: ParquetLibrary): Promise<ParquetFooter> {
  if (file.size < 12) throw new Damaged(`it has ${file.size} bytes`)
  const tail = await file.read(file.size - 8, file.size)
  if (new TextDecoder().decode(tail.subarray(4)) !== magic)
    throw new Damaged('it does not end as a Parquet file does')
  const length = new DataView(tail.buffer).getUint32(0, true)
  if (length > file.size - 12) throw new Damaged(`its description is to have ${length} bytes`)
  const bytes = await file.read(file.size - 8 - length, file.size)
  checkStatistics(new ThriftReader(bytes.subarray(0, length)).struct())
  const metadata = library.parquetMetadata(bytes.buffer, { geoparquet: false })
  const leaves = leavesOf(library.parquetSchema(metadata))
  const groups = metadata.row_groups.map((group) => {
    const rows = count(group.num_rows, 'number of rows')
    if (rows === 0) return { rows, columns: [] } // writers leave the places of what is not there undefined
    if (group.columns.length !== leaves.length)
      throw new Damaged('rows are stored without some of their columns')
    return {
      rows,
      columns: group.columns.map((column, at) => storedColumn(column, leaves[at]!, rows, file.size)),
    }
  })
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  if (rows !== count(metadata.num_rows, 'number of rows'))
    throw new Damaged('its groups do not add up to its rows')
  return { metadata, leaves, groups }
}

function storedColumn(
  { meta_data: column, file_path: path }: { meta_data?: ColumnMetaData; file_path?: string },
  leaf: Leaf,
  rows: number,
  size: number,
): StoredColumn {
  if (!column || path) throw new Damaged('a column lies in another file or is encrypted')
  if (column.path_in_schema.join('.') !== leaf.path.join('.') || column.type !== leaf.type) {
    throw new Damaged(`the column ${leaf.path.join('.')} is stored as another one`)
  }
  const start = count(column.dictionary_page_offset || column.data_page_offset, 'offset')
  const end = start + count(column.total_compressed_size, 'size')
  if (start < 4 || end > size)
    throw new Damaged(`the column ${leaf.path.join('.')} is to lie outside of the file`)
  const values = count(column.num_values, 'number of values')
  if (leaf.isFlat ? values !== rows : values < rows) {
    throw new Damaged(`the column ${leaf.path.join('.')} has ${values} values for ${rows} rows`)
  }
  return { leaf, start, end, values, codec: column.codec }
}

function count(value: bigint | undefined, name: string): number {
  if (typeof value === 'bigint' && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER))
    return Number(value)
  throw new Damaged(`its ${name} is ${value === undefined ? 'missing' : String(value)}`)
}

const decimal = 5
const longestDecimal = 64

/** Least and greatest values of decimals are read with the rest, in quadratic time. */
function checkStatistics(file: ThriftStruct): void {
  const stored = structs(listIn(file, 2)).filter((element) => element.has(1))
  for (const group of structs(listIn(file, 4))) {
    structs(listIn(group, 1)).forEach((column, at) => {
      const statistics = structIn(structIn(column, 3) ?? new Map(), 12)
      if (stored[at]?.get(6) !== decimal || !statistics) return
      for (const value of statistics.values()) {
        if (ArrayBuffer.isView(value) && value.byteLength > longestDecimal) {
          throw new Damaged(`a decimal has ${value.byteLength} bytes`)
        }
      }
    })
  }
}

const structs = (values: readonly ThriftValue[]): ThriftStruct[] => values.filter(isStruct)
