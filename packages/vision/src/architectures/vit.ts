import {
  add,
  broadcastTo,
  Convolution,
  concat,
  divide,
  type ForwardContext,
  inference,
  LayerNorm,
  Linear,
  Module,
  parameter,
  reshape,
  slice,
  type Tensor,
  transpose,
  truncatedNormal,
} from '@graftjs/core'
import type { Architecture, Json, PictureClassifier, PictureResult, ReadArchitecture } from './architecture'
import { ConfigReader } from './config-reader'
import { centred, imageNet, preprocessorOf } from './preprocessor'
import { publishedActivations } from './published-activations'
import { addDropped, Dense, QueryKeyValue, start } from './transformer-block'

/**
 * ViT (Dosovitskiy et al., arXiv:2010.11929) and DeiT (Touvron et al., arXiv:2012.12877), under the names of
 * `ViTForImageClassification` and `DeiTForImageClassification` in Hugging Face's transformers.
 */
export interface ViTConfig {
  readonly size: number
  readonly patch: number
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly inner: number
  readonly activation: (x: Tensor) => Tensor
  readonly epsilon: number
  /** Whether queries, keys and values have a bias. */
  readonly bias: boolean
  readonly dropout: number
  readonly attentionDropout: number
  /** DeiT: a second token beside the class, which learned from a teacher. */
  readonly distilled: boolean
}

/** Patches as tokens, behind the class's (and the teacher's), with learned positions. */
class Embeddings extends Module {
  readonly cls_token: Tensor
  readonly distillation_token: Tensor | undefined
  readonly position_embeddings: Tensor
  readonly patch_embeddings: { readonly projection: Convolution }

  constructor(private readonly config: ViTConfig) {
    super()
    const { size, patch, width, distilled } = config
    const own = truncatedNormal(0.02)
    const tokens = Math.floor(size / patch) ** 2 + (distilled ? 2 : 1)
    this.cls_token = parameter([1, 1, width], own)
    this.distillation_token = distilled ? parameter([1, 1, width], own) : undefined
    this.position_embeddings = parameter([1, tokens, width], own)
    this.patch_embeddings = {
      projection: new Convolution(3, width, [patch, patch], { stride: patch, ...start }),
    }
  }

  forward(pixels: Tensor, context: ForwardContext): Tensor {
    const { width, dropout } = this.config
    const map = this.patch_embeddings.projection.forward(pixels)
    const batch = map.shape[0]!
    const patches = transpose(reshape(map, [batch, width, -1]), [0, 2, 1])
    const first = [this.cls_token, ...(this.distillation_token ? [this.distillation_token] : [])]
    const tokens = concat([...first.map((token) => broadcastTo(token, [batch, 1, width])), patches], 1)
    return context.dropout(add(tokens, this.position_embeddings), dropout)
  }
}

/** Attention and two dense layers, each normalised before and added after. */
class Layer extends Module {
  readonly attention: { readonly attention: QueryKeyValue; readonly output: Dense }
  readonly intermediate: Dense
  readonly output: Dense
  readonly layernorm_before: LayerNorm
  readonly layernorm_after: LayerNorm

  constructor(private readonly config: ViTConfig) {
    super()
    const { width, inner, bias } = config
    this.attention = { attention: new QueryKeyValue(width, bias), output: new Dense(width, width) }
    this.intermediate = new Dense(width, inner)
    this.output = new Dense(inner, width)
    this.layernorm_before = new LayerNorm(width, config)
    this.layernorm_after = new LayerNorm(width, config)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const { heads, dropout, attentionDropout, activation } = this.config
    const seen = this.attention.attention.attend(
      this.layernorm_before.forward(x),
      heads,
      attentionDropout,
      context,
    )
    const mixed = addDropped(x, this.attention.output.forward(seen), dropout, context)
    const wide = activation(this.intermediate.forward(this.layernorm_after.forward(mixed)))
    return addDropped(mixed, this.output.forward(wide), dropout, context)
  }
}

class ViT extends Module {
  readonly embeddings: Embeddings
  readonly encoder: { readonly layer: readonly Layer[] }
  readonly layernorm: LayerNorm

  constructor(config: ViTConfig) {
    super()
    this.embeddings = new Embeddings(config)
    this.encoder = { layer: Array.from({ length: config.layers }, () => new Layer(config)) }
    this.layernorm = new LayerNorm(config.width, config)
  }

  /** The first `count` tokens of the last layer, `[batch, width]` each. */
  forward(pixels: Tensor, count: number, context: ForwardContext): Tensor[] {
    const tokens = this.encoder.layer.reduce(
      (x, layer) => layer.forward(x, context),
      this.embeddings.forward(pixels, context),
    )
    const first = this.layernorm.forward(slice(tokens, 1, 0, count))
    return Array.from({ length: count }, (_, place) =>
      reshape(slice(first, 1, place, place + 1), [first.shape[0]!, -1]),
    )
  }
}

export class ViTForImageClassification extends Module implements PictureClassifier {
  readonly vit: ViT
  readonly classifier: Linear

  constructor(config: ViTConfig, labels: number) {
    super()
    this.vit = new ViT(config)
    this.classifier = new Linear(config.width, labels, start)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const features = this.vit.forward(pixels, 1, context)[0]!
    return { features, logits: this.classifier.forward(features) }
  }
}

export class DeiTForImageClassification extends Module implements PictureClassifier {
  readonly deit: ViT
  readonly classifier: Linear

  constructor(config: ViTConfig, labels: number) {
    super()
    this.deit = new ViT(config)
    this.classifier = new Linear(config.width, labels, start)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const features = this.deit.forward(pixels, 1, context)[0]!
    return { features, logits: this.classifier.forward(features) }
  }
}

/** The mean of what the class's and the teacher's token say; the features are both tokens, one behind the other. */
export class DeiTForImageClassificationWithTeacher extends Module implements PictureClassifier {
  readonly deit: ViT
  readonly cls_classifier: Linear
  readonly distillation_classifier: Linear

  constructor(config: ViTConfig, labels: number) {
    super()
    this.deit = new ViT(config)
    this.cls_classifier = new Linear(config.width, labels, start)
    this.distillation_classifier = new Linear(config.width, labels, start)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const [own, teacher] = this.deit.forward(pixels, 2, context)
    const both = add(this.cls_classifier.forward(own!), this.distillation_classifier.forward(teacher!))
    return { features: concat([own!, teacher!], 1), logits: divide(both, 2) }
  }
}

function readConfig(read: ConfigReader, distilled: boolean): ViTConfig {
  read.only('num_channels', 3)
  const width = read.whole('hidden_size', 768)
  const heads = read.whole('num_attention_heads', 12)
  read.multiple('hidden_size', width, 'num_attention_heads', heads)
  return {
    size: read.whole('image_size', 224),
    patch: read.whole('patch_size', 16),
    width,
    layers: read.whole('num_hidden_layers', 12),
    heads,
    inner: read.whole('intermediate_size', 3072),
    activation: read.choice('hidden_act', publishedActivations, 'gelu'),
    epsilon: read.number('layer_norm_eps', 1e-12),
    bias: read.flag('qkv_bias', true),
    dropout: read.share('hidden_dropout_prob', 0),
    attentionDropout: read.share('attention_probs_dropout_prob', 0),
    distilled,
  }
}

/** The embeddings, quarters of the layers, and the head. */
function stagesOf(prefix: string, layers: number, head: RegExp): RegExp[] {
  const quarters = [0, 1, 2, 3].map((quarter) =>
    Array.from({ length: layers }, (_, layer) => layer).filter(
      (layer) => Math.floor((layer * 4) / layers) === quarter,
    ),
  )
  const paths = quarters
    .filter((quarter) => quarter.length > 0)
    .map((quarter) => `${prefix}\\.encoder\\.layer\\.(${quarter.join('|')})\\.`)
  const last = paths.pop()!
  return [
    new RegExp(`^${prefix}\\.embeddings\\.`),
    ...paths.map((path) => new RegExp(`^${path}`)),
    new RegExp(`^(${last}|${prefix}\\.layernorm\\.)`),
    head,
  ]
}

/** The layers' own pooler, which only a bare encoder's file has. */
const withoutPooler = (name: string): string | undefined => (/\.pooler\./.test(name) ? undefined : name)

/** Reads a `config.json` of `model_type: vit`. */
export const vit: ReadArchitecture = (json, where) => {
  const config = readConfig(new ConfigReader(json, where, 'ViT'), false)
  const head = /^classifier\./
  return {
    className: 'ViTForImageClassification',
    features: config.width,
    size: config.size,
    preprocessor: preprocessorOf('ViTImageProcessor', {
      size: config.size,
      interpolation: 'bilinear',
      ...centred,
    }),
    head,
    stages: stagesOf('vit', config.layers, head),
    create: (labels) => new ViTForImageClassification(config, labels),
    pathOf: withoutPooler,
  }
}

const isDistilled = ({ architectures }: Json): boolean =>
  Array.isArray(architectures) && architectures.includes('DeiTForImageClassificationWithTeacher')

/** Reads a `config.json` of `model_type: deit`, with a head on the teacher's token where it names such a class. */
export const deit: ReadArchitecture = (json, where): Architecture => {
  const config = readConfig(new ConfigReader(json, where, 'DeiT'), true)
  const taught = isDistilled(json)
  const head = taught ? /^(cls|distillation)_classifier\./ : /^classifier\./
  return {
    className: taught ? 'DeiTForImageClassificationWithTeacher' : 'DeiTForImageClassification',
    features: taught ? 2 * config.width : config.width,
    size: config.size,
    preprocessor: preprocessorOf('DeiTImageProcessor', { size: config.size, crop: 0.875, ...imageNet }),
    head,
    stages: stagesOf('deit', config.layers, head),
    create: (labels) =>
      taught
        ? new DeiTForImageClassificationWithTeacher(config, labels)
        : new DeiTForImageClassification(config, labels),
    pathOf: withoutPooler,
  }
}
