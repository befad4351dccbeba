import { type Batch, toBatch } from './columns'
import { invalidOption } from './options'
import { type CheckedRules, type Masks, padColumns } from './pad'
import type { Source } from './source'

/** A batch with the masks that its padding adds. */
export type PaddedBatch<Row, Rules> = keyof Masks<Rules> extends never
  ? Batch<Row>
  : { [K in keyof (Batch<Row> & Masks<Rules>)]: (Batch<Row> & Masks<Rules>)[K] }

export interface BatchOptions<Rules> {
  /** How the ragged sequences of columns are padded: a value, or a rule; without one they stay ragged. */
  readonly pad?: Rules
  /** What becomes of the last rows where they are fewer than the size: a smaller batch (default), or none. */
  readonly partial?: 'keep' | 'drop'
}

export function batched<Row, Rules>(
  source: Source<Row>,
  size: number,
  rules: CheckedRules<Rules>,
  partial: 'keep' | 'drop',
): Source<PaddedBatch<Row, Rules>> {
  return {
    describe: async () => `${await source.describe()} → batch ${size}`,
    count: async (reading) => {
      const rows = await source.count(reading)
      if (rows === undefined) return undefined
      return partial === 'keep' ? Math.ceil(rows / size) : Math.floor(rows / size)
    },
    async *read(start, reading) {
      let first = start * size
      let rows: Row[] = []
      for await (const chunk of source.read(first, reading)) {
        const full = function* (): Generator<PaddedBatch<Row, Rules>> {
          for (const row of chunk) {
            rows.push(row)
            if (rows.length < size) continue
            const batch = assemble(rows, first, rules)
            first += size
            rows = []
            yield batch
          }
        }
        yield full()
      }
      if (rows.length > 0 && partial === 'keep') yield [assemble(rows, first, rules)]
    },
  }
}

/**
 * The rows as one batch, padded.
 *
 * @param first the position of the first of these rows, for messages.
 */
export function assemble<Row, Rules>(
  rows: Row[],
  first: number,
  rules: CheckedRules<Rules>,
): PaddedBatch<Row, Rules>
export function assemble(rows: unknown[], first: number, { rules }: CheckedRules<unknown>): unknown {
  const batch = toBatch(rows, first)
  if (rules.size === 0) return batch
  if (Array.isArray(batch)) throw invalidOption('pad', 'given for rows that are no records', 'Leave it out.')
  return padColumns(batch, rules, first)
}
