import type { Id } from '../id-table'
import { Interactions } from '../interactions'
import { type InteractionOptions, LogBuilder } from '../log-builder'
import { readPolicy } from '../policy'
import type { ReadIds } from '../read-id'
import { readArrow } from './arrow'
import type { ByteSource } from './byte-source'
import { type DelimitedFormat, DelimitedReader } from './delimited/delimited-reader'
import { JsonLines } from './json-lines'
import { readParquet } from './parquet'
import { recBoleKind, recBoleName } from './recbole-kind'
import { type WantedColumns, wantedColumns } from './wanted-columns'

/** How a file holds events. */
export type FileFormat = 'csv' | 'tsv' | 'jsonl' | 'recbole' | 'parquet' | 'arrow'

export interface FileOptions extends InteractionOptions {
  /** The character between fields; by default a comma for `csv` and a tabulator for `tsv` and `recbole`. */
  readonly separator?: string
  /** The names of the columns of a text file that does not begin with them. */
  readonly columns?: readonly string[]
}

/** What is told while a file is read. */
export interface ReadProgress {
  /** Called between pieces of work; throws where the reading was stopped. */
  pause(bytes: number): void
}

type ReadFormat = <User extends Id, Item extends Id>(
  source: ByteSource,
  options: FileOptions,
  ids: ReadIds<User, Item>,
  progress: ReadProgress,
) => Promise<Interactions<User, Item>>

/** What is read how; the names that a file may end with stand beside it. */
export const formats = {
  csv: { endings: ['.csv'], read: delimited({ separator: ',' }) },
  tsv: { endings: ['.tsv', '.tab'], read: delimited({ separator: '\t' }) },
  jsonl: { endings: ['.jsonl', '.ndjson'], read: readJsonLines },
  recbole: {
    endings: ['.inter', '.item', '.user'],
    // Its names carry their type, `user_id:token`, and its times count in seconds.
    read: delimited({
      separator: '\t',
      nameOf: recBoleName,
      kindOf: recBoleKind,
      usual: (columns) => ({
        user: 'user_id',
        item: 'item_id',
        ...(columns.includes('timestamp') && { time: 'timestamp' }),
        ...(columns.includes('rating') && { weight: 'rating' }),
      }),
    }),
  },
  parquet: { endings: ['.parquet'], read: rowsFrom(readParquet) },
  arrow: { endings: ['.arrow', '.feather', '.ipc'], read: rowsFrom(readArrow) },
} satisfies Record<FileFormat, { readonly endings: readonly string[]; readonly read: ReadFormat }>

function delimited(format: Omit<DelimitedFormat, 'columns'>): ReadFormat {
  return async (source, options, ids, progress) => {
    const { separator = format.separator, columns } = options
    const reader = new DelimitedReader({ ...format, separator, columns }, options, ids)
    for await (const chunk of source.chunks()) {
      reader.read(chunk)
      progress.pause(chunk.length)
    }
    return new Interactions(reader.columns(), readPolicy(options))
  }
}

async function readJsonLines<User extends Id, Item extends Id>(
  source: ByteSource,
  options: FileOptions,
  ids: ReadIds<User, Item>,
  progress: ReadProgress,
): Promise<Interactions<User, Item>> {
  const log = new LogBuilder<User, Item>(options, ids)
  const lines = new JsonLines()
  for await (const chunk of source.chunks()) {
    lines.read(chunk, false, (parse) => log.addParsed(parse))
    progress.pause(chunk.length)
  }
  lines.read(new Uint8Array(0), true, (parse) => log.addParsed(parse))
  return log.build()
}

/** Formats that a library turns into rows. */
function rowsFrom(rows: (source: ByteSource, wanted: WantedColumns) => AsyncIterable<object[]>): ReadFormat {
  return async <User extends Id, Item extends Id>(
    source: ByteSource,
    options: FileOptions,
    ids: ReadIds<User, Item>,
    progress: ReadProgress,
  ) => {
    const log = new LogBuilder<User, Item>(options, ids)
    for await (const batch of rows(source, (columns) => wantedColumns(options, columns))) {
      for (const row of batch) log.add(row)
      progress.pause(0)
    }
    return log.build()
  }
}
