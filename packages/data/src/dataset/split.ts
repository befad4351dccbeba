import { GraftError } from '@graftjs/base'
import { holdOut, kFold, type Label, type Split } from '@graftjs/metrics'
import { isRecord } from './columns'
import { invalidOption, shown } from './options'
import { ofFirstEpoch, type Reading, type Source } from './source'

/** A column, or a function of the row. */
export type KeyOf<Row> = (keyof Row & string) | ((row: Row) => Label)

export interface SplitOptions<Row> {
  /** What to hold out: a share of the rows between 0 and 1, or a number of rows. */
  readonly test: number
  /** The same seed gives the same parts; 1 by default. */
  readonly seed?: number
  /** The class of a row: each is held out in the same proportion. */
  readonly stratify?: KeyOf<Row>
  /** What belongs together, say the author: rows of a group are never in both parts. */
  readonly groups?: KeyOf<Row>
  /** What becomes of a class with a single row: an error (default), or the row is one to train on. */
  readonly singletons?: 'refuse' | 'train'
}

export interface FoldOptions<Row> extends Omit<SplitOptions<Row>, 'test' | 'singletons'> {
  /** How many folds, each of which is the test once; 5 by default. */
  readonly folds?: number
  /** Deal rows out at random (default) or in blocks, in their order. */
  readonly shuffle?: boolean
}

/** Which rows to train on and which to test on: read once for their number, classes and groups. */
export async function splitRows<Row>(
  source: Source<Row>,
  { stratify, groups, ...options }: SplitOptions<Row>,
): Promise<Split> {
  const { rows, classes, members } = await readKeys(source, { stratify, groups })
  return holdOut(rows, {
    ...options,
    ...(classes && { stratify: classes }),
    ...(members && { groups: members }),
  })
}

export async function foldRows<Row>(
  source: Source<Row>,
  { stratify, groups, ...options }: FoldOptions<Row>,
): Promise<Split[]> {
  const { rows, classes, members } = await readKeys(source, { stratify, groups })
  return kFold(rows, {
    ...options,
    ...(classes && { stratify: classes }),
    ...(members && { groups: members }),
  })
}

interface Keys {
  readonly rows: number
  readonly classes: Label[] | undefined
  readonly members: Label[] | undefined
}

async function readKeys<Row>(
  source: Source<Row>,
  keys: { stratify: KeyOf<Row> | undefined; groups: KeyOf<Row> | undefined },
): Promise<Keys> {
  const reading: Reading = ofFirstEpoch({ epoch: 0 })
  const classOf = keys.stratify === undefined ? undefined : reader(keys.stratify, 'stratify')
  const groupOf = keys.groups === undefined ? undefined : reader(keys.groups, 'groups')
  const known = classOf || groupOf ? undefined : await source.count(reading)
  if (known !== undefined) return { rows: known, classes: undefined, members: undefined }
  const classes: Label[] = []
  const members: Label[] = []
  let rows = 0
  for await (const chunk of source.read(0, reading)) {
    for (const row of chunk) {
      if (classOf) classes.push(classOf(row, rows))
      if (groupOf) members.push(groupOf(row, rows))
      rows++
    }
  }
  return { rows, classes: classOf && classes, members: groupOf && members }
}

/** Reads a label of every row, by column or by function. */
function reader<Row>(key: KeyOf<Row>, option: string): (row: Row, position: number) => Label {
  if (typeof key !== 'function' && typeof key !== 'string') {
    throw invalidOption(option, key, 'Pass the name of a column, or a function of the row.')
  }
  return (row, position) => {
    const label: unknown = typeof key === 'function' ? key(row) : isRecord(row) ? row[key] : undefined
    if (typeof label === 'string' || typeof label === 'boolean') return label
    if (typeof label === 'number' && Number.isFinite(label)) return label
    throw new GraftError('invalid-data', {
      what: `${typeof key === 'string' ? `The column ${shown(key)}` : 'The function'} gives ${shown(label)}.`,
      where: `${option}, row ${position}`,
      fix: 'Labels are strings, finite numbers or booleans: fill in what is missing, or filter the row out.',
      details: { row: position },
    })
  }
}
