import { type Dimension, formatDimension } from '../tensor/dimension'
import { normalizeAxis, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { scatterAddAlong } from './along'
import { applyAll, defineOp, numberDType } from './apply'

export interface TopKAttributes {
  readonly k: Dimension
  readonly axis: number
  readonly largest: boolean
}

/** Results: the k values in order, and where they stood, as int32. */
export const topKOp = defineOp<'topK', TopKAttributes>({
  name: 'topK',
  infer: ([x], { k, axis }) => {
    const shape = x!.shape.map((size, at) => (at === axis ? k : size))
    return [
      { shape, dtype: numberDType('topK', [x!]) },
      { shape, dtype: 'int32' },
    ]
  },
  gradient: ({ inputs: [x], outputs: [, indices], attributes: { axis }, gradients: [gradient] }) => [
    gradient && scatterAddAlong(indices!, gradient, axis, x!.shape[axis]!),
  ],
})

export interface OrderOptions {
  /** Default: the last. */
  readonly axis?: number
  /** The largest first. Default: true for `topK`, false for `sort`. */
  readonly largest?: boolean
}

/**
 * The `k` largest (or smallest) elements along an axis in order, and their indices (int32). Of equal elements
 * the one that stands first comes first.
 */
export function topK(
  x: Tensor,
  k: number,
  { axis = -1, largest = true }: OrderOptions = {},
): { readonly values: Tensor; readonly indices: Tensor } {
  const at = normalizeAxis('topK', axis, x.shape)
  const size = x.shape[at]!
  if (!Number.isInteger(k) || k < 0 || (typeof size === 'number' && k > size)) {
    throw shapeError(
      'topK',
      [x.shape],
      `k is ${k}, and axis ${axis} has ${formatDimension(size)} elements.`,
      `Use a whole number from 0 to ${formatDimension(size)}.`,
    )
  }
  return ordered(x, { k, axis: at, largest })
}

/** The elements along an axis in ascending order (or descending: `largest: true`); equal ones keep theirs. */
export const sort = (x: Tensor, options: OrderOptions = {}): Tensor => sorted('sort', x, options).values

/** The indices (int32) that would sort the axis; see `sort`. */
export const argSort = (x: Tensor, options: OrderOptions = {}): Tensor =>
  sorted('argSort', x, options).indices

function sorted(op: string, x: Tensor, { axis = -1, largest = false }: OrderOptions) {
  const at = normalizeAxis(op, axis, x.shape)
  return ordered(x, { k: x.shape[at]!, axis: at, largest })
}

function ordered(x: Tensor, attributes: TopKAttributes) {
  const [values, indices] = applyAll(topKOp, [x], attributes)
  return { values: values!, indices: indices! }
}
