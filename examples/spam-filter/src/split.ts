import { GraftError, RandomKey } from '@graftjs/base'

export interface SplitSizes {
  /** Rows of each label to train on. */
  readonly train: Readonly<Record<string, number>>
  /** Rows of each label to test on. */
  readonly test: Readonly<Record<string, number>>
}

/**
 * Draws rows to train and to test on, of each label as many as asked for, no row in both. The same rows, sizes
 * and seed give the same split.
 */
export function split<Row extends { readonly label: string }>(
  rows: readonly Row[],
  { train, test }: SplitSizes,
  seed: number,
): { readonly train: readonly Row[]; readonly test: readonly Row[] } {
  const taken = { train: new Set<Row>(), test: new Set<Row>() }
  Object.keys(train).forEach((label, stream) => {
    const own = rows.filter((row) => row.label === label)
    const [learn, judge] = [train[label] ?? 0, test[label] ?? 0]
    if (learn + judge > own.length) {
      throw new GraftError('invalid-option', {
        what: `${learn} + ${judge} rows of label ${label} are wanted, and there are ${own.length}.`,
        where: 'sizes',
        fix: 'Ask for fewer.',
      })
    }
    const order = RandomKey.from(seed).fold(stream).permutation(own.length)
    for (const index of order.subarray(0, learn)) taken.train.add(own[index]!)
    for (const index of order.subarray(learn, learn + judge)) taken.test.add(own[index]!)
  })
  return {
    train: rows.filter((row) => taken.train.has(row)),
    test: rows.filter((row) => taken.test.has(row)),
  }
}
