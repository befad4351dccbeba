import { asWeights } from '../input/column'
import { type Label, LabelIndex } from '../input/label-index'
import type { ErrorFreeSum } from './error-free-sum'
import type { Kept } from './kept'
import { rowsIn, type StreamedMeasure } from './measure'
import { refuseStored } from './stored'

/** Every pair of two labels once, with the weight of its rows. */
export interface LabelPairs {
  readonly first: readonly Label[]
  readonly second: readonly Label[]
  readonly weights: readonly number[]
}

/** Two labels of each row. */
interface LabelColumns {
  readonly first: ArrayLike<Label>
  readonly second: ArrayLike<Label>
  readonly names: readonly [string, string]
  readonly weights: ArrayLike<number> | undefined
}

/** A measure that needs to know only how often each label stands beside each; all such measures share one table. */
export function ofPairs<Batch, Result>(
  columnsOf: (batch: Batch) => LabelColumns,
  measure: (pairs: LabelPairs) => Result,
): StreamedMeasure<Batch, Result> {
  return {
    name: 'pairs of labels',
    shared: true,
    observe: (kept, batch) => countPairs(kept, columnsOf(batch)),
    read: (kept) => measure(pairsIn(kept)),
  }
}

function countPairs(kept: Kept, { first, second, names, weights }: LabelColumns): void {
  const rows = rowsIn(first, names[0], second, names[1])
  if (rows === 0) return
  const weightRows = asWeights(weights, rows)
  const firstLabels = new LabelIndex<Label>()
  const secondLabels = new LabelIndex<Label>()
  const cells: ErrorFreeSum[][] = []
  for (let row = 0; row < rows; row++) {
    const a = firstLabels.add(first[row]!, names[0], row)
    const b = secondLabels.add(second[row]!, names[1], row)
    cells[a] ??= []
    cells[a][b] ??= kept.sum(JSON.stringify([first[row], second[row]]))
    cells[a][b].add(weightRows === undefined ? 1 : weightRows[row]!)
  }
}

function pairsIn(kept: Kept): LabelPairs {
  const pairs = kept.sortedSums().map(([name, sum]) => ({ pair: pairNamed(name), weight: sum.value }))
  return {
    first: pairs.map(({ pair }) => pair[0]),
    second: pairs.map(({ pair }) => pair[1]),
    weights: pairs.map(({ weight }) => weight),
  }
}

function pairNamed(name: string): [Label, Label] {
  const pair = parsed(name)
  if (Array.isArray(pair) && pair.length === 2) {
    const [first, second]: unknown[] = pair
    if (isLabel(first) && isLabel(second)) return [first, second]
  }
  return refuseStored(`${name} is no pair of labels`, 'stream.kept')
}

/** A label as part of a name, of which `labelNamed` is the reverse. */
export function nameOfLabel(label: Label): string {
  return JSON.stringify(label)
}

export function labelNamed(name: string): Label {
  const label = parsed(name)
  return isLabel(label) ? label : refuseStored(`${name} is no label`, 'stream.kept')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
