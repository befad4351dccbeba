import {
  Convolution,
  constant,
  type ForwardContext,
  GlobalAveragePool,
  inference,
  LayerNorm,
  Linear,
  Module,
  multiply,
  parameter,
  type Tensor,
  transpose,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult, ReadArchitecture } from './architecture'
import { ConfigReader } from './config-reader'
import { addBranch, growingRates } from './drop-path'
import { imageNet, preprocessorOf } from './preprocessor'
import { publishedActivations } from './published-activations'
import { start } from './transformer-block'

/**
 * ConvNeXt (Liu et al., arXiv:2201.03545), under the names of `ConvNextForImageClassification` in Hugging Face's
 * transformers.
 */
export interface ConvNextConfig {
  readonly widths: readonly number[]
  readonly depths: readonly number[]
  readonly patch: number
  readonly activation: (x: Tensor) => Tensor
  /** What a branch's scale begins with; 0: it has none. */
  readonly layerScale: number
  readonly dropPath: number
  /** Of the last normalisation. */
  readonly epsilon: number
}

const channelsLast = (x: Tensor): Tensor => transpose(x, [0, 2, 3, 1])
const channelsFirst = (x: Tensor): Tensor => transpose(x, [0, 3, 1, 2])

/** Layer normalisation over the channels of a map. */
const normalized = (norm: LayerNorm, x: Tensor): Tensor => channelsFirst(norm.forward(channelsLast(x)))

/** A 7 × 7 filter for each channel, then two dense layers at every place. */
class Layer extends Module {
  readonly layer_scale_parameter: Tensor | undefined
  readonly dwconv: Convolution
  readonly layernorm: LayerNorm
  readonly pwconv1: Linear
  readonly pwconv2: Linear

  constructor(
    private readonly config: ConvNextConfig,
    width: number,
    private readonly rate: number,
  ) {
    super()
    const { layerScale } = config
    this.layer_scale_parameter = layerScale > 0 ? parameter([width], constant(layerScale)) : undefined
    this.dwconv = new Convolution(width, width, [7, 7], { padding: 3, groups: width, ...start })
    this.layernorm = new LayerNorm(width, { epsilon: 1e-6 })
    this.pwconv1 = new Linear(width, 4 * width, start)
    this.pwconv2 = new Linear(4 * width, width, start)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const places = this.layernorm.forward(channelsLast(this.dwconv.forward(x)))
    const mixed = this.pwconv2.forward(this.config.activation(this.pwconv1.forward(places)))
    const scaled = this.layer_scale_parameter ? multiply(mixed, this.layer_scale_parameter) : mixed
    return addBranch(x, channelsFirst(scaled), this.rate, context)
  }
}

/** Halves the map, but for the first stage, and then goes through its layers. */
class Stage extends Module {
  readonly downsampling_layer: readonly [LayerNorm, Convolution] | undefined
  readonly layers: readonly Layer[]

  constructor(config: ConvNextConfig, place: number, rates: readonly number[]) {
    super()
    const width = config.widths[place]!
    const inputs = config.widths[place - 1]
    this.downsampling_layer =
      inputs === undefined
        ? undefined
        : [
            new LayerNorm(inputs, { epsilon: 1e-6 }),
            new Convolution(inputs, width, [2, 2], { stride: 2, ...start }),
          ]
    this.layers = rates.map((rate) => new Layer(config, width, rate))
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const [norm, convolution] = this.downsampling_layer ?? []
    const halved = norm && convolution ? convolution.forward(normalized(norm, x)) : x
    return this.layers.reduce((state, layer) => layer.forward(state, context), halved)
  }
}

class ConvNext extends Module {
  readonly embeddings: { readonly patch_embeddings: Convolution; readonly layernorm: LayerNorm }
  readonly encoder: { readonly stages: readonly Stage[] }
  readonly layernorm: LayerNorm

  constructor(config: ConvNextConfig) {
    super()
    const { widths, depths, patch } = config
    this.embeddings = {
      patch_embeddings: new Convolution(3, widths[0]!, [patch, patch], { stride: patch, ...start }),
      layernorm: new LayerNorm(widths[0]!, { epsilon: 1e-6 }),
    }
    const rates = growingRates(
      config.dropPath,
      depths.reduce((sum, depth) => sum + depth, 0),
    )
    let first = 0
    const stages = depths.map((depth, place) => {
      const own = rates.slice(first, first + depth)
      first += depth
      return new Stage(config, place, own)
    })
    this.encoder = { stages }
    this.layernorm = new LayerNorm(widths.at(-1)!, config)
  }

  forward(pixels: Tensor, context: ForwardContext): Tensor {
    const { patch_embeddings: patches, layernorm } = this.embeddings
    const map = this.encoder.stages.reduce(
      (x, stage) => stage.forward(x, context),
      normalized(layernorm, patches.forward(pixels)),
    )
    return this.layernorm.forward(new GlobalAveragePool().forward(map))
  }
}

export class ConvNextForImageClassification extends Module implements PictureClassifier {
  readonly convnext: ConvNext
  readonly classifier: Linear

  constructor(config: ConvNextConfig, labels: number) {
    super()
    this.convnext = new ConvNext(config)
    this.classifier = new Linear(config.widths.at(-1)!, labels, start)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const features = this.convnext.forward(pixels, context)
    return { features, logits: this.classifier.forward(features) }
  }
}

/** Reads a `config.json` of `model_type: convnext`. */
export const convnext: ReadArchitecture = (json, where) => {
  const read = new ConfigReader(json, where, 'ConvNeXt')
  read.only('num_channels', 3)
  const size = read.whole('image_size', 224)
  const config: ConvNextConfig = {
    widths: read.wholes('hidden_sizes', [96, 192, 384, 768]),
    depths: read.wholes('depths', [3, 3, 9, 3]),
    patch: read.whole('patch_size', 4),
    activation: read.choice('hidden_act', publishedActivations, 'gelu'),
    layerScale: read.number('layer_scale_init_value', 1e-6),
    dropPath: read.share('drop_path_rate', 0),
    epsilon: read.number('layer_norm_eps', 1e-12),
  }
  read.sameLength('depths', config.depths, 'hidden_sizes', config.widths)
  return {
    className: 'ConvNextForImageClassification',
    features: config.widths.at(-1)!,
    size,
    preprocessor: {
      ...preprocessorOf('ConvNextImageProcessor', { size, ...imageNet }),
      size: { shortest_edge: size },
      crop_pct: 0.875,
    },
    head: /^classifier\./,
    stages: [
      /^convnext\.(embeddings|encoder\.stages\.0)\./,
      /^convnext\.encoder\.stages\.1\./,
      /^convnext\.encoder\.stages\.2\./,
      /^convnext\.(encoder\.stages\.[3-9]|layernorm)\./,
      /^classifier\./,
    ],
    create: (labels) => new ConvNextForImageClassification(config, labels),
    pathOf: (name) => name,
  }
}
