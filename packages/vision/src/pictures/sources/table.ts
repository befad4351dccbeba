import { dirname, isAbsolute, join } from 'node:path'
import { readCsv, readJsonl } from '@graftjs/data'
import { ListingBuilder, type PictureListing } from './listing'

export interface TableColumns {
  /** The column with paths (relative to the table's folder) or addresses; `path` by default. */
  readonly path?: string
  /** The column with the label; `label` by default. */
  readonly label?: string
}

/** A CSV or JSON-lines file whose rows name a picture and its label. */
export async function listTable(
  file: string,
  { path = 'path', label = 'label' }: TableColumns,
  signal?: AbortSignal,
): Promise<PictureListing> {
  const columns = { [path]: 'string', [label]: 'string' } as const
  const rows = file.toLowerCase().endsWith('.csv') ? readCsv(file, { columns }) : readJsonl(file, { columns })
  const found = new ListingBuilder()
  let row = 0
  for await (const values of rows) {
    signal?.throwIfAborted()
    const name = values[path]
    const own = values[label]
    if (!name || !own) found.leaveOut(`${file}, row ${row}`, 'without a path or a label')
    else found.add(placeOf(file, name), own)
    row++
  }
  return found.finish()
}

function placeOf(file: string, name: string): string {
  return /^(https?|data):/i.test(name) || isAbsolute(name) ? name : join(dirname(file), name)
}
