import { optionalLibrary } from '../../input/optional-library'
import { refuse } from '../../input/refuse'
import type { ByteSource } from './byte-source'
import type { WantedColumns } from './wanted-columns'

/** The rows of an Arrow file or stream (IPC, Feather 2), batch by batch, by way of apache-arrow. */
export async function* readArrow(source: ByteSource, wanted: WantedColumns): AsyncGenerator<object[]> {
  const { RecordBatchReader } = await optionalLibrary('apache-arrow', () => import('apache-arrow'))
  const bytes = await source.whole()
  const batches: object[][] = []
  try {
    for (const batch of RecordBatchReader.from(bytes)) {
      const names = wanted(batch.schema.fields.map(({ name }) => name))
      const columns = names.map((name) => [name, batch.getChild(name)] as const)
      batches.push(
        Array.from({ length: batch.numRows }, (_, row) =>
          Object.fromEntries(columns.map(([name, column]) => [name, column?.get(row)])),
        ),
      )
    }
  } catch (cause) {
    refuse('invalid-file', {
      what: `apache-arrow cannot read this file: ${cause instanceof Error ? cause.message : String(cause)}.`,
      where: source.name,
      fix: 'Check that it is a whole Arrow IPC file or stream.',
      cause,
    })
  }
  yield* batches
}
