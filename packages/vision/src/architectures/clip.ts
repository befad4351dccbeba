import {
  add,
  argMax,
  broadcastTo,
  Convolution,
  cast,
  concat,
  constant,
  Embedding,
  equal,
  exp,
  expandDimensions,
  type ForwardContext,
  fromTypedArray,
  inference,
  joinHeads,
  LayerNorm,
  Linear,
  Module,
  matmul,
  multiply,
  normal,
  normalize,
  oneHot,
  parameter,
  reshape,
  scaledDotProductAttention,
  slice,
  splitHeads,
  sum,
  type Tensor,
  transpose,
} from '@graftjs/core'
import type { Json } from './architecture'
import { ConfigReader } from './config-reader'
import { publishedActivations } from './published-activations'

/**
 * CLIP (Radford et al., arXiv:2103.00020): a tower for pictures and one for texts, whose results lie in one space,
 * under the names of `CLIPModel` in Hugging Face's transformers.
 */
export interface ClipConfig {
  readonly text: TowerConfig & {
    readonly vocabularySize: number
    readonly maximumLength: number
    readonly end: number
  }
  readonly vision: TowerConfig & { readonly size: number; readonly patch: number }
  /** Elements of what the towers give. */
  readonly projection: number
}

interface TowerConfig {
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly inner: number
  readonly activation: (x: Tensor) => Tensor
  readonly epsilon: number
  readonly attentionDropout: number
}

const start = { weight: normal(0.02), bias: constant(0) }

/** Added to the scores of tokens that come later. */
const NEVER = -1e9

class Attention extends Module {
  readonly k_proj: Linear
  readonly v_proj: Linear
  readonly q_proj: Linear
  readonly out_proj: Linear

  constructor(private readonly config: TowerConfig) {
    super()
    const { width } = config
    this.k_proj = new Linear(width, width, start)
    this.v_proj = new Linear(width, width, start)
    this.q_proj = new Linear(width, width, start)
    this.out_proj = new Linear(width, width, start)
  }

  forward(x: Tensor, bias: Tensor | undefined, context: ForwardContext): Tensor {
    const { heads, attentionDropout: dropout } = this.config
    const split = (layer: Linear) => splitHeads(layer.forward(x), heads)
    const inputs = [split(this.q_proj), split(this.k_proj), split(this.v_proj)] as const
    const options = { dropout, context, ...(bias ? { bias } : {}) }
    return this.out_proj.forward(joinHeads(scaledDotProductAttention(inputs, options)))
  }
}

class Layer extends Module {
  readonly self_attn: Attention
  readonly layer_norm1: LayerNorm
  readonly mlp: { readonly fc1: Linear; readonly fc2: Linear }
  readonly layer_norm2: LayerNorm

  constructor(private readonly config: TowerConfig) {
    super()
    const { width, inner } = config
    this.self_attn = new Attention(config)
    this.layer_norm1 = new LayerNorm(width, config)
    this.mlp = { fc1: new Linear(width, inner, start), fc2: new Linear(inner, width, start) }
    this.layer_norm2 = new LayerNorm(width, config)
  }

  forward(x: Tensor, bias: Tensor | undefined, context: ForwardContext): Tensor {
    const mixed = add(x, this.self_attn.forward(this.layer_norm1.forward(x), bias, context))
    const wide = this.config.activation(this.mlp.fc1.forward(this.layer_norm2.forward(mixed)))
    return add(mixed, this.mlp.fc2.forward(wide))
  }
}

interface Encoder {
  readonly layers: readonly Layer[]
}

const encoderOf = (config: TowerConfig): Encoder => ({
  layers: Array.from({ length: config.layers }, () => new Layer(config)),
})

const encode = ({ layers }: Encoder, x: Tensor, bias: Tensor | undefined, context: ForwardContext): Tensor =>
  layers.reduce((state, layer) => layer.forward(state, bias, context), x)

class TextTower extends Module {
  readonly embeddings: { readonly token_embedding: Embedding; readonly position_embedding: Embedding }
  readonly encoder: Encoder
  readonly final_layer_norm: LayerNorm

  constructor(private readonly config: ClipConfig['text']) {
    super()
    const { vocabularySize, maximumLength, width } = config
    this.embeddings = {
      token_embedding: new Embedding(vocabularySize, width, { weight: normal(0.02) }),
      position_embedding: new Embedding(maximumLength, width, { weight: normal(0.02) }),
    }
    this.encoder = encoderOf(config)
    this.final_layer_norm = new LayerNorm(width, config)
  }

  /** `[batch, sequence]` ids, each text ending in the token for its end, to `[batch, width]`. */
  forward(ids: Tensor, context: ForwardContext): Tensor {
    const { token_embedding: tokens, position_embedding: positions } = this.embeddings
    const length = ids.shape[1]!
    const embedded = add(tokens.forward(ids), slice(positions.weight, 0, 0, length))
    const states = encode(this.encoder, embedded, this.onlyEarlier(Number(length)), context)
    // Nothing before a text's end sees what comes after it, so that padding needs no mask.
    const ends = argMax(cast(equal(ids, this.config.end), 'int32'), 1)
    const chosen = expandDimensions(oneHot(ends, length), 2)
    return this.final_layer_norm.forward(sum(multiply(states, chosen), { axes: 1 }))
  }

  private onlyEarlier(length: number): Tensor {
    const scores = Array.from({ length: length * length }, (_, place) =>
      place % length > Math.floor(place / length) ? NEVER : 0,
    )
    return fromTypedArray(Float32Array.from(scores), [length, length])
  }
}

class VisionTower extends Module {
  readonly embeddings: {
    readonly class_embedding: Tensor
    readonly patch_embedding: Convolution
    readonly position_embedding: Embedding
  }
  /** Spelt as its authors spelt it. */
  readonly pre_layrnorm: LayerNorm
  readonly encoder: Encoder
  readonly post_layernorm: LayerNorm

  constructor(private readonly config: ClipConfig['vision']) {
    super()
    const { size, patch, width } = config
    const tokens = Math.floor(size / patch) ** 2 + 1
    this.embeddings = {
      class_embedding: parameter([width], normal(0.02)),
      patch_embedding: new Convolution(3, width, [patch, patch], { stride: patch, ...start, bias: false }),
      position_embedding: new Embedding(tokens, width, { weight: normal(0.02) }),
    }
    this.pre_layrnorm = new LayerNorm(width, config)
    this.encoder = encoderOf(config)
    this.post_layernorm = new LayerNorm(width, config)
  }

  /** `[batch, 3, height, width]` pixels to `[batch, width]`. */
  forward(pixels: Tensor, context: ForwardContext): Tensor {
    const { width } = this.config
    const { class_embedding: own, patch_embedding: patches, position_embedding: positions } = this.embeddings
    const map = patches.forward(pixels)
    const batch = map.shape[0]!
    const tokens = transpose(reshape(map, [batch, width, -1]), [0, 2, 1])
    const all = concat([broadcastTo(reshape(own, [1, 1, width]), [batch, 1, width]), tokens], 1)
    const embedded = this.pre_layrnorm.forward(add(all, positions.weight))
    const states = encode(this.encoder, embedded, undefined, context)
    return this.post_layernorm.forward(reshape(slice(states, 1, 0, 1), [batch, width]))
  }
}

export class Clip extends Module {
  readonly logit_scale: Tensor
  readonly text_model: TextTower
  readonly vision_model: VisionTower
  readonly visual_projection: Linear
  readonly text_projection: Linear

  constructor(config: ClipConfig) {
    super()
    this.logit_scale = parameter([], constant(2.6592))
    this.text_model = new TextTower(config.text)
    this.vision_model = new VisionTower(config.vision)
    this.visual_projection = new Linear(config.vision.width, config.projection, { ...start, bias: false })
    this.text_projection = new Linear(config.text.width, config.projection, { ...start, bias: false })
  }

  /** Pictures, `[batch, 3, height, width]` as the preprocessor makes them, as unit vectors `[batch, projection]`. */
  embedPictures(pixels: Tensor, context: ForwardContext = inference()): Tensor {
    return unit(this.visual_projection.forward(this.vision_model.forward(pixels, context)))
  }

  /** Texts, `[batch, sequence]` ids as the tokenizer makes them, as unit vectors `[batch, projection]`. */
  embedTexts(ids: Tensor, context: ForwardContext = inference()): Tensor {
    return unit(this.text_projection.forward(this.text_model.forward(ids, context)))
  }

  /** How well each text fits each picture, `[pictures, texts]`: logits of a softmax over the texts. */
  forward(
    { pixels, ids }: { readonly pixels: Tensor; readonly ids: Tensor },
    context: ForwardContext = inference(),
  ): Tensor {
    const cosines = matmul(this.embedPictures(pixels, context), this.embedTexts(ids, context), {
      transposeB: true,
    })
    return multiply(cosines, exp(this.logit_scale))
  }
}

const unit = (x: Tensor): Tensor => normalize(x, -1)

/** Reads a `config.json` of `model_type: clip`. */
export function clipConfig(json: Json, where: string): ClipConfig {
  const part = (name: string): Json => {
    const value = json[name]
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
  }
  const text = new ConfigReader(part('text_config'), `${where}, text_config`, 'CLIP')
  const vision = new ConfigReader(part('vision_config'), `${where}, vision_config`, 'CLIP')
  vision.only('num_channels', 3)
  const maximumLength = text.whole('max_position_embeddings', 77)
  const vocabularySize = text.whole('vocab_size', 49408)
  const end = text.whole('eos_token_id', vocabularySize - 1)
  return {
    text: {
      ...towerOf(text, { width: 512, heads: 8, inner: 2048 }),
      vocabularySize,
      maximumLength,
      // The first files name 2 by mistake; the end is the last of the vocabulary.
      end: end === 2 ? vocabularySize - 1 : end,
    },
    vision: {
      ...towerOf(vision, { width: 768, heads: 12, inner: 3072 }),
      size: vision.whole('image_size', 224),
      patch: vision.whole('patch_size', 32),
    },
    projection: new ConfigReader(json, where, 'CLIP').whole('projection_dim', 512),
  }
}

function towerOf(
  read: ConfigReader,
  usual: { readonly width: number; readonly heads: number; readonly inner: number },
): TowerConfig {
  const width = read.whole('hidden_size', usual.width)
  const heads = read.whole('num_attention_heads', usual.heads)
  read.multiple('hidden_size', width, 'num_attention_heads', heads)
  return {
    width,
    heads,
    layers: read.whole('num_hidden_layers', 12),
    inner: read.whole('intermediate_size', usual.inner),
    activation: read.choice('hidden_act', publishedActivations, 'quick_gelu'),
    epsilon: read.number('layer_norm_eps', 1e-5),
    attentionDropout: read.share('attention_dropout', 0),
  }
}
