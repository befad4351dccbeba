import { GraftError } from '@graftjs/base'
import { add } from '../ops/arithmetic'
import { slice } from '../ops/layout'
import { matmul } from '../ops/matmul'
import { assertOption } from '../optim/options'
import { equalShapes, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { joinHeads, scaledDotProductAttention, splitHeads } from './attention'
import { type AttentionMasks, attentionBias } from './attention-bias'
import { type ForwardContext, inference } from './forward-context'
import { constant, glorotUniform } from './initializer'
import { Linear } from './linear'
import { Module, parameter } from './module'
import { assertAxis } from './weights'

export interface MultiHeadAttentionOptions {
  /** The share of attention weights zeroed in training. Default 0. */
  readonly dropout?: number
  /** Default true. */
  readonly bias?: boolean
  /** The sizes of keys and values where they are not those of the queries. */
  readonly keySize?: number
  readonly valueSize?: number
}

export interface AttentionInputs extends AttentionMasks {
  /** `[batch, keys, keySize]`. Default: the queries (self-attention). */
  readonly key?: Tensor | undefined
  /** `[batch, keys, valueSize]`. Default: the keys. */
  readonly value?: Tensor | undefined
}

/**
 * Attention in several heads (Vaswani et al., arXiv:1706.03762): queries `[batch, queries, size]` see keys and give
 * `[batch, queries, size]`. PyTorch's MultiheadAttention, with its parameters' names, and the batch first.
 *
 * ```ts
 * const attention = new MultiHeadAttention(64, 4)
 * attention.forward(x, context, { causal: true, padding })
 * attention.forward(x, context, { key: memory })
 * ```
 */
export class MultiHeadAttention extends Module {
  /** The projections of queries, keys and values, one below the other. */
  readonly in_proj_weight: Tensor | undefined
  readonly q_proj_weight: Tensor | undefined
  readonly k_proj_weight: Tensor | undefined
  readonly v_proj_weight: Tensor | undefined
  readonly in_proj_bias: Tensor | undefined
  readonly out_proj: Linear
  private readonly dropout: number
  private readonly sizes: { readonly key: number; readonly value: number }

  constructor(
    private readonly size: number,
    private readonly heads: number,
    { dropout = 0, bias = true, keySize = size, valueSize = size }: MultiHeadAttentionOptions = {},
  ) {
    super()
    assertOption('MultiHeadAttention', { size, heads, keySize, valueSize }, 'a positive whole number')
    assertOption('MultiHeadAttention', { dropout }, 'a share below 1')
    if (size % heads !== 0) {
      throw new GraftError('invalid-option', {
        what: `MultiHeadAttention: the size ${size} does not divide into ${heads} heads.`,
        fix: 'Use a number of heads that divides the size.',
      })
    }
    const begin = glorotUniform()
    const isOne = keySize === size && valueSize === size
    this.in_proj_weight = isOne ? parameter([3 * size, size], begin) : undefined
    this.q_proj_weight = isOne ? undefined : parameter([size, size], begin)
    this.k_proj_weight = isOne ? undefined : parameter([size, keySize], begin)
    this.v_proj_weight = isOne ? undefined : parameter([size, valueSize], begin)
    this.in_proj_bias = bias ? parameter([3 * size], constant(0)) : undefined
    this.out_proj = new Linear(size, size, { bias: bias && constant(0) })
    this.dropout = dropout
    this.sizes = { key: keySize, value: valueSize }
  }

  forward(
    query: Tensor,
    context: ForwardContext = inference(),
    { key = query, value = key, ...masks }: AttentionInputs = {},
  ): Tensor {
    this.assertInputs(query, key, value)
    const [q, k, v] = [query, key, value].map((x, index) => splitHeads(this.projected(x, index), this.heads))
    const bias = attentionBias(masks, [query.shape[0]!, query.shape[1]!, key.shape[1]!])
    const options = { dropout: this.dropout, context, ...(bias ? { bias } : {}) }
    return this.out_proj.forward(joinHeads(scaledDotProductAttention([q!, k!, v!], options)))
  }

  private projected(x: Tensor, index: number): Tensor {
    const rows = (all: Tensor) => slice(all, 0, index * this.size, (index + 1) * this.size)
    const own = [this.q_proj_weight, this.k_proj_weight, this.v_proj_weight][index]
    const product = matmul(x, own ?? rows(this.in_proj_weight!), { transposeB: true })
    return this.in_proj_bias ? add(product, rows(this.in_proj_bias)) : product
  }

  private assertInputs(query: Tensor, key: Tensor, value: Tensor): void {
    const inputs = { query, key, value }
    for (const [name, x] of Object.entries(inputs)) {
      if (x.rank === 3) continue
      throw shapeError(
        'MultiHeadAttention',
        [x.shape],
        `the ${name} has not three axes.`,
        'Give it the shape [batch, sequence, size].',
      )
    }
    assertAxis('MultiHeadAttention, query', query.shape, 2, this.size)
    assertAxis('MultiHeadAttention, key', key.shape, 2, this.sizes.key)
    assertAxis('MultiHeadAttention, value', value.shape, 2, this.sizes.value)
    if (!equalShapes(key.shape.slice(0, 2), value.shape.slice(0, 2))) {
      throw shapeError(
        'MultiHeadAttention',
        [key.shape, value.shape],
        'there is not one value for each key.',
        'Give keys and values the same batch and sequence.',
      )
    }
  }
}
