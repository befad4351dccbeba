import type { Chunk, Reading, Source } from '../dataset/source'
import { damagedFile, type TableFile } from './damaged'
import type { ByteRange, OpenFile } from './file'

/** A file of columns that is open. */
export interface OpenTable {
  count(): number | Promise<number>
  rows(start: number, reading: Reading): AsyncIterable<Chunk<unknown>>
}

/** The rows of a file of columns; what goes wrong inside is told with its name. */
export function tableSource(
  file: ByteRange,
  format: TableFile['format'],
  openTable: (opened: OpenFile) => Promise<OpenTable>,
): Source<unknown> {
  const using = async function* <Value>(
    use: (table: OpenTable) => AsyncIterable<Value>,
  ): AsyncGenerator<Value> {
    const opened = await file.open()
    try {
      yield* use(await openTable(opened))
    } catch (error) {
      throw damagedFile(error, { name: file.name, format })
    } finally {
      await opened.close()
    }
  }
  return {
    async describe() {
      const opened = await file.open()
      await opened.close()
      return `${format} ${file.name} (${opened.size} bytes)`
    },
    async count() {
      for await (const count of using(async function* (table) {
        yield await table.count()
      })) {
        return count
      }
      return undefined
    },
    read: (start, reading) => using((table) => table.rows(start, reading)),
  }
}
