import { add } from '../ops/arithmetic'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { type ActivationName, activation } from './activation'
import type { AttentionMasks } from './attention-bias'
import { type ForwardContext, inference } from './forward-context'
import { LayerNorm } from './layer-norm'
import { Linear } from './linear'
import { Module } from './module'
import { MultiHeadAttention } from './multi-head-attention'

export interface TransformerLayerOptions {
  /** The width between the two linear layers. Default 2048. */
  readonly feedForward?: number
  /** The share zeroed in training: of attention weights, of the wide layer, of what is added to the residuals. Default 0.1. */
  readonly dropout?: number
  /** Default 'relu', as in the paper; BERT has 'gelu'. */
  readonly activation?: ActivationName
  /** Normalises what goes into each part ('pre-norm') instead of each sum. Default false, as in the paper. */
  readonly normFirst?: boolean
  /** Of the layer norms. Default 1e-5. */
  readonly epsilon?: number
  /** Default true. */
  readonly bias?: boolean
}

/** What encoder and decoder layers share: the feed-forward part, and how a part is added to the residual. */
abstract class TransformerLayer extends Module {
  readonly self_attn: MultiHeadAttention
  readonly linear1: Linear
  readonly linear2: Linear
  readonly norm1: LayerNorm
  readonly norm2: LayerNorm
  private readonly dropout: number
  private readonly activation: ActivationName
  private readonly normFirst: boolean

  constructor(
    size: number,
    heads: number,
    {
      feedForward = 2048,
      dropout = 0.1,
      activation = 'relu',
      normFirst = false,
      epsilon = 1e-5,
      bias = true,
    }: TransformerLayerOptions,
  ) {
    super()
    assertOption(new.target.name, { feedForward }, 'a positive whole number')
    const norm = { epsilon, affine: bias || ('scale' as const) }
    this.self_attn = new MultiHeadAttention(size, heads, { dropout, bias })
    this.linear1 = new Linear(size, feedForward, { bias })
    this.linear2 = new Linear(feedForward, size, { bias })
    this.norm1 = new LayerNorm(size, norm)
    this.norm2 = new LayerNorm(size, norm)
    this.dropout = dropout
    this.activation = activation
    this.normFirst = normFirst
  }

  /** The residual connection around one part. */
  protected around(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor, context: ForwardContext): Tensor {
    const given = this.normFirst ? norm.forward(x) : x
    const sum = add(x, context.dropout(part(given), this.dropout))
    return this.normFirst ? sum : norm.forward(sum)
  }

  protected feedForward(x: Tensor, context: ForwardContext): Tensor {
    const wide = activation(this.activation)(this.linear1.forward(x))
    return this.linear2.forward(context.dropout(wide, this.dropout))
  }
}

/** Self-attention and a feed-forward part: `[batch, sequence, size]` to the same. PyTorch's TransformerEncoderLayer. */
export class TransformerEncoderLayer extends TransformerLayer {
  constructor(size: number, heads: number, options: TransformerLayerOptions = {}) {
    super(size, heads, options)
  }

  forward(x: Tensor, context: ForwardContext = inference(), masks: AttentionMasks = {}): Tensor {
    const attended = this.around(
      x,
      this.norm1,
      (given) => this.self_attn.forward(given, context, masks),
      context,
    )
    return this.around(attended, this.norm2, (given) => this.feedForward(given, context), context)
  }
}

export interface DecoderInputs extends AttentionMasks {
  /** What the decoder may look at in the memory. Default: everything. */
  readonly memoryMasks?: AttentionMasks | undefined
}

/**
 * Self-attention, attention to a memory `[batch, memory, size]` and a feed-forward part. PyTorch's
 * TransformerDecoderLayer. To predict what comes next, pass `causal: true`.
 */
export class TransformerDecoderLayer extends TransformerLayer {
  readonly multihead_attn: MultiHeadAttention
  readonly norm3: LayerNorm

  constructor(size: number, heads: number, options: TransformerLayerOptions = {}) {
    super(size, heads, options)
    const { dropout = 0.1, epsilon = 1e-5, bias = true } = options
    this.multihead_attn = new MultiHeadAttention(size, heads, { dropout, bias })
    this.norm3 = new LayerNorm(size, { epsilon, affine: bias || 'scale' })
  }

  forward(
    x: Tensor,
    memory: Tensor,
    context: ForwardContext = inference(),
    { memoryMasks = {}, ...masks }: DecoderInputs = {},
  ): Tensor {
    const own = this.around(x, this.norm1, (given) => this.self_attn.forward(given, context, masks), context)
    const attended = this.around(
      own,
      this.norm2,
      (given) => this.multihead_attn.forward(given, context, { key: memory, ...memoryMasks }),
      context,
    )
    return this.around(attended, this.norm3, (given) => this.feedForward(given, context), context)
  }
}
