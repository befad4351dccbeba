import { add, multiply } from '../ops/arithmetic'
import { cast } from '../ops/cast'
import { greater } from '../ops/comparison'
import { expandDimensions } from '../ops/layout'
import { iota } from '../ops/source'
import { type Dimension, equalDimensions } from '../tensor/dimension'
import { isFloat } from '../tensor/dtype'
import { equalShapes, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/** Where queries must not look. What is given adds up. */
export interface AttentionMasks {
  /** True (or 1) for keys that are padding, `[batch, keys]`. */
  readonly padding?: Tensor | undefined
  /** Each query sees the keys up to its own place. Default false. */
  readonly causal?: boolean | undefined
  /**
   * True where a query must not look, or numbers that are added to the scores: `[queries, keys]`,
   * `[batch, queries, keys]` or `[batch, heads, queries, keys]`.
   */
  readonly mask?: Tensor | undefined
}

/** Added to the scores of what must not be seen, so that its attention weight is exactly 0. */
const NEVER = -1e9

const fits = (size: Dimension, wanted: Dimension): boolean => size === 1 || equalDimensions(size, wanted)

const never = (mask: Tensor): Tensor => multiply(cast(mask, 'float32'), NEVER)

/** What is added to scores `[batch, heads, queries, keys]`, or undefined where everything may be seen. */
export function attentionBias(
  { padding, causal, mask }: AttentionMasks,
  [batch, queries, keys]: readonly [batch: Dimension, queries: Dimension, keys: Dimension],
): Tensor | undefined {
  const parts: Tensor[] = []
  if (padding) {
    if (!equalShapes(padding.shape, [batch, keys])) {
      throw shapeError(
        'attention',
        [padding.shape, [batch, keys]],
        'the padding mask does not have an element for each key.',
        'Give it the shape [batch, keys].',
      )
    }
    parts.push(expandDimensions(expandDimensions(never(padding), 1), 1))
  }
  if (causal) parts.push(never(greater(iota(keys), expandDimensions(iota(queries), 1))))
  if (mask) {
    if (mask.rank < 2 || mask.rank > 4) {
      throw shapeError(
        'attention',
        [mask.shape],
        'the mask has neither two, three nor four axes.',
        'Give it the shape [queries, keys], [batch, queries, keys] or [batch, heads, queries, keys].',
      )
    }
    const [rows, columns] = mask.shape.slice(-2)
    if (!fits(rows!, queries) || !fits(columns!, keys)) {
      throw shapeError(
        'attention',
        [mask.shape, [queries, keys]],
        'the last two axes of the mask are not queries and keys.',
        'Give it the shape [queries, keys], [batch, queries, keys] or [batch, heads, queries, keys].',
      )
    }
    const numbers = isFloat(mask.dtype) ? mask : never(mask)
    parts.push(mask.rank === 3 ? expandDimensions(numbers, 1) : numbers)
  }
  return parts.length === 0 ? undefined : parts.reduce((total, part) => add(total, part))
}
