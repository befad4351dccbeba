import { optionalLibrary } from '../../input/optional-library'
import { refuse } from '../../input/refuse'
import type { ByteSource } from './byte-source'
import type { WantedColumns } from './wanted-columns'

/** The rows of a Parquet file, row group by row group, by way of hyparquet. */
export async function* readParquet(source: ByteSource, wanted: WantedColumns): AsyncGenerator<object[]> {
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await optionalLibrary(
    'hyparquet',
    () => import('hyparquet'),
  )
  // Without this one, uncompressed files and those of Snappy are read.
  const compressors = await import('hyparquet-compressors').then(
    (library) => library.compressors,
    () => undefined,
  )
  const bytes = await source.whole()
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  try {
    if (!(file instanceof ArrayBuffer)) return
    const metadata = parquetMetadata(file)
    const columns = wanted(parquetSchema(metadata).children.map(({ element }) => element.name))
    let rowStart = 0
    for (const { num_rows: rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(rows)
      yield await parquetReadObjects({
        file,
        metadata,
        columns,
        rowStart,
        rowEnd,
        ...(compressors && { compressors }),
      })
      rowStart = rowEnd
    }
  } catch (cause) {
    refuse('invalid-file', {
      what: `hyparquet cannot read this file: ${cause instanceof Error ? cause.message : String(cause)}.`,
      where: source.name,
      fix: 'Check that it is a whole Parquet file; for compressions other than Snappy, npm install hyparquet-compressors.',
      cause,
    })
  }
}
