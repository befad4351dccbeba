import { add, multiply } from '../ops/arithmetic'
import { attend } from '../ops/composite/attend'
import { transpose } from '../ops/layout'
import { matmul } from '../ops/matmul'
import { reshape } from '../ops/reshape'
import type { Tensor } from '../tensor/tensor'
import type { ForwardContext } from './forward-context'

/** `[batch, sequence, heads · size] → [batch, heads, sequence, size]` */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, sequence, width] = x.shape
  return transpose(reshape(x, [batch!, sequence!, heads, Number(width) / heads]), [0, 2, 1, 3])
}

/** `[batch, heads, sequence, size] → [batch, sequence, heads · size]` */
export function joinHeads(x: Tensor): Tensor {
  const [batch, heads, sequence, size] = x.shape
  return reshape(transpose(x, [0, 2, 1, 3]), [batch!, sequence!, Number(heads) * Number(size)])
}

/**
 * softmax(Q Kᵀ / √size + bias) V over heads (Vaswani et al., arXiv:1706.03762). `bias` is added to the scores:
 * large negative numbers where a query must not look. Dropout acts on the attention weights.
 */
export function scaledDotProductAttention(
  [query, key, value]: readonly [Tensor, Tensor, Tensor],
  { bias, dropout, context }: { bias?: Tensor; dropout: number; context: ForwardContext },
): Tensor {
  const scaled = multiply(query, 1 / Math.sqrt(Number(query.shape.at(-1))))
  const scores = matmul(scaled, key, { transposeB: true })
  const biased = bias ? add(scores, bias) : scores
  return attend(biased, value, context.dropoutMask(biased.shape, dropout))
}
