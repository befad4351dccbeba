import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import type { AttentionMasks } from './attention-bias'
import { type ForwardContext, inference } from './forward-context'
import { LayerNorm } from './layer-norm'
import { Module } from './module'
import {
  type DecoderInputs,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformer-layer'

export interface TransformerOptions extends TransformerLayerOptions {
  /** Default 6. */
  readonly layers?: number
  /** Whether the last layer's output is normalised. Default: with `normFirst`, which leaves it as it is otherwise. */
  readonly finalNorm?: boolean
}

function assertLayers(name: string, { layers = 6 }: TransformerOptions): number {
  assertOption(name, { layers }, 'a positive whole number')
  return layers
}

const finalNormOf = (
  size: number,
  { normFirst = false, finalNorm = normFirst, epsilon = 1e-5, bias = true }: TransformerOptions,
): LayerNorm | undefined =>
  finalNorm ? new LayerNorm(size, { epsilon, affine: bias || 'scale' }) : undefined

/** A stack of encoder layers, `layers.0.…`, and where asked for a last norm, `norm.…`: PyTorch's TransformerEncoder. */
export class TransformerEncoder extends Module {
  readonly layers: readonly TransformerEncoderLayer[]
  readonly norm: LayerNorm | undefined

  constructor(size: number, heads: number, options: TransformerOptions = {}) {
    super()
    this.layers = Array.from(
      { length: assertLayers('TransformerEncoder', options) },
      () => new TransformerEncoderLayer(size, heads, options),
    )
    this.norm = finalNormOf(size, options)
  }

  forward(x: Tensor, context: ForwardContext = inference(), masks: AttentionMasks = {}): Tensor {
    const states = this.layers.reduce((state, layer) => layer.forward(state, context, masks), x)
    return this.norm ? this.norm.forward(states) : states
  }
}

/** A stack of decoder layers, `layers.0.…`, and where asked for a last norm, `norm.…`: PyTorch's TransformerDecoder. */
export class TransformerDecoder extends Module {
  readonly layers: readonly TransformerDecoderLayer[]
  readonly norm: LayerNorm | undefined

  constructor(size: number, heads: number, options: TransformerOptions = {}) {
    super()
    this.layers = Array.from(
      { length: assertLayers('TransformerDecoder', options) },
      () => new TransformerDecoderLayer(size, heads, options),
    )
    this.norm = finalNormOf(size, options)
  }

  forward(
    x: Tensor,
    memory: Tensor,
    context: ForwardContext = inference(),
    inputs: DecoderInputs = {},
  ): Tensor {
    const states = this.layers.reduce((state, layer) => layer.forward(state, memory, context, inputs), x)
    return this.norm ? this.norm.forward(states) : states
  }
}
