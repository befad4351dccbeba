import { asRows, type Column } from '../input/column'
import type { Label } from '../input/label-index'
import { type KFoldOptions, kFold } from './k-fold'
import type { Split } from './split'

export interface NestedKFoldOptions<L extends Label, G extends Label = Label>
  extends Omit<KFoldOptions<L, G>, 'folds'> {
  /** Folds for judging; 5 by default. */
  readonly outerFolds?: number
  /** Folds of each training part for choosing settings; 5 by default. */
  readonly innerFolds?: number
}

/** A split for judging, and splits of its training part for choosing, all by positions in the whole. */
export interface NestedSplit extends Split {
  readonly inner: readonly Split[]
}

/**
 * K-fold inside k-fold: settings are chosen on `inner`, and the model with them is judged on `test`, which had no
 * part in the choice (Varma and Simon 2006).
 */
export function nestedKFold<L extends Label, G extends Label = Label>(
  rows: number,
  { outerFolds = 5, innerFolds = 5, ...options }: NestedKFoldOptions<L, G> = {},
): NestedSplit[] {
  return kFold(rows, { ...options, folds: outerFolds }).map(({ train, test }) => {
    const stratify = options.stratify && picked(options.stratify, train)
    const groups = options.groups && picked(options.groups, train)
    const inner = kFold(train.length, {
      ...options,
      folds: innerFolds,
      ...(stratify === undefined ? {} : { stratify }),
      ...(groups === undefined ? {} : { groups }),
    })
    const inWhole = (positions: Int32Array) => positions.map((at) => train[at]!)
    return {
      train,
      test,
      inner: inner.map((split) => ({ train: inWhole(split.train), test: inWhole(split.test) })),
    }
  })
}

function picked<T>(column: Column<T>, rows: Int32Array): T[] {
  const values = asRows(column, 'stratify')
  return Array.from(rows, (row) => values[row]!)
}
