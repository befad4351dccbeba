import {
  add,
  Convolution,
  constant,
  type ForwardContext,
  fromTypedArray,
  gather,
  inference,
  LayerNorm,
  Linear,
  Module,
  mean,
  pad,
  parameter,
  reshape,
  roll,
  scaledDotProductAttention,
  slice,
  type Tensor,
  transpose,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult, ReadArchitecture } from './architecture'
import { ConfigReader } from './config-reader'
import { addBranch, growingRates } from './drop-path'
import { imageNet, preprocessorOf } from './preprocessor'
import { publishedActivations } from './published-activations'
import { Dense, QueryKeyValue, start } from './transformer-block'

/**
 * Swin (Liu et al., arXiv:2103.14030), under the names of `SwinForImageClassification` in Hugging Face's transformers.
 * Between layers a map is `[batch, height, width, channels]`.
 */
export interface SwinConfig {
  readonly patch: number
  readonly width: number
  readonly depths: readonly number[]
  readonly heads: readonly number[]
  /** The side of a window, within which alone tokens see one another. */
  readonly window: number
  /** How much wider than a layer its inside is. */
  readonly expansion: number
  readonly activation: (x: Tensor) => Tensor
  readonly epsilon: number
  /** Whether queries, keys and values have a bias. */
  readonly bias: boolean
  readonly dropout: number
  readonly attentionDropout: number
  readonly dropPath: number
}

/** Added to the scores of what a shift brought together that is apart. */
const APART = -100

/** The map cut into windows: `[batch, windows, side², channels]`. */
function windowsOf(x: Tensor, side: number): Tensor {
  const [batch, height, width, channels] = x.shape
  const [rows, columns] = [Number(height) / side, Number(width) / side]
  const cut = transpose(reshape(x, [batch!, rows, side, columns, side, channels!]), [0, 1, 3, 2, 4, 5])
  return reshape(cut, [batch!, rows * columns, side * side, channels!])
}

/** Windows put together to the map that they were cut from. */
function mapOf(windows: Tensor, side: number, [rows, columns]: readonly [number, number]): Tensor {
  const [batch, , , channels] = windows.shape
  const cut = reshape(windows, [batch!, rows / side, columns / side, side, side, channels!])
  return reshape(transpose(cut, [0, 1, 3, 2, 4, 5]), [batch!, rows, columns, channels!])
}

/** For each pair of places of a window the row of the table that holds the bias of their distance. */
function distances(side: number): Int32Array {
  const places = Array.from(
    { length: side * side },
    (_, place) => [Math.floor(place / side), place % side] as const,
  )
  return Int32Array.from(
    places.flatMap(([row, column]) =>
      places.map(
        ([otherRow, otherColumn]) =>
          (row - otherRow + side - 1) * (2 * side - 1) + column - otherColumn + side - 1,
      ),
    ),
  )
}

/** `[windows, 1, side², side²]`: what keeps apart, in a map shifted by `shift`, what was not adjacent before. */
function apart(rows: number, columns: number, side: number, shift: number): Tensor {
  const region = (place: number, size: number): number =>
    Number(place >= size - side) + Number(place >= size - shift)
  const ids: number[][] = []
  for (let top = 0; top < rows; top += side) {
    for (let left = 0; left < columns; left += side) {
      ids.push(
        Array.from({ length: side * side }, (_, place) => {
          const row = top + Math.floor(place / side)
          return 3 * region(row, rows) + region(left + (place % side), columns)
        }),
      )
    }
  }
  const scores = ids.flatMap((own) => own.flatMap((one) => own.map((other) => (one === other ? 0 : APART))))
  return fromTypedArray(Float32Array.from(scores), [ids.length, 1, side * side, side * side])
}

class WindowAttention extends QueryKeyValue {
  readonly relative_position_bias_table: Tensor

  constructor(
    private readonly config: SwinConfig,
    width: number,
    private readonly heads: number,
  ) {
    super(width, config.bias)
    this.relative_position_bias_table = parameter([(2 * config.window - 1) ** 2, heads], constant(0))
  }

  /** `[batch, windows, side², channels]`: tokens see those of their window. */
  within(windows: Tensor, mask: Tensor | undefined, context: ForwardContext): Tensor {
    const { window: side, attentionDropout: dropout } = this.config
    const [batch, count, tokens, channels] = windows.shape
    const split = (layer: Linear): Tensor => {
      const parts = reshape(layer.forward(windows), [
        batch!,
        count!,
        tokens!,
        this.heads,
        Number(channels) / this.heads,
      ])
      return transpose(parts, [0, 1, 3, 2, 4])
    }
    const rows = gather(this.relative_position_bias_table, fromTypedArray(distances(side), [side ** 4]))
    const near = transpose(reshape(rows, [side * side, side * side, this.heads]), [2, 0, 1])
    const bias = mask ? add(mask, near) : near
    const inputs = [split(this.query), split(this.key), split(this.value)] as const
    const attended = scaledDotProductAttention(inputs, { bias, dropout, context })
    return reshape(transpose(attended, [0, 1, 3, 2, 4]), windows.shape)
  }
}

class Block extends Module {
  readonly layernorm_before: LayerNorm
  readonly attention: { readonly self: WindowAttention; readonly output: Dense }
  readonly layernorm_after: LayerNorm
  readonly intermediate: Dense
  readonly output: Dense

  constructor(
    private readonly config: SwinConfig,
    { width, heads }: { readonly width: number; readonly heads: number },
    private readonly shifts: boolean,
    private readonly rate: number,
  ) {
    super()
    const inner = Math.floor(config.expansion * width)
    this.layernorm_before = new LayerNorm(width, config)
    this.attention = { self: new WindowAttention(config, width, heads), output: new Dense(width, width) }
    this.layernorm_after = new LayerNorm(width, config)
    this.intermediate = new Dense(width, inner)
    this.output = new Dense(inner, width)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const { dropout, activation } = this.config
    const attended = context.dropout(this.attend(this.layernorm_before.forward(x), context), dropout)
    const mixed = addBranch(x, attended, this.rate, context)
    const wide = activation(this.intermediate.forward(this.layernorm_after.forward(mixed)))
    return add(mixed, context.dropout(this.output.forward(wide), dropout))
  }

  private attend(x: Tensor, context: ForwardContext): Tensor {
    const side = this.config.window
    const [rows, columns] = [Number(x.shape[1]), Number(x.shape[2])]
    const high = [0, -rows % side && side - (rows % side), -columns % side && side - (columns % side), 0]
    const padded = pad(x, [0, 0, 0, 0], high)
    const size: [number, number] = [rows + high[1]!, columns + high[2]!]
    // A map of one window has nothing to shift.
    const shift = this.shifts && Math.min(rows, columns) > side ? Math.floor(side / 2) : 0
    const rolled = (map: Tensor, by: number): Tensor => (shift === 0 ? map : roll(roll(map, by, 1), by, 2))
    const mask = shift > 0 ? apart(...size, side, shift) : undefined
    const windows = windowsOf(rolled(padded, -shift), side)
    const seen = this.attention.output.forward(this.attention.self.within(windows, mask, context))
    return slice(slice(rolled(mapOf(seen, side, size), shift), 1, 0, rows), 2, 0, columns)
  }
}

/** Puts each 2 × 2 places into one, twice as wide. */
class PatchMerging extends Module {
  readonly norm: LayerNorm
  readonly reduction: Linear

  constructor(width: number) {
    super()
    this.norm = new LayerNorm(4 * width)
    this.reduction = new Linear(4 * width, 2 * width, { ...start, bias: false })
  }

  forward(x: Tensor): Tensor {
    const [batch, height, width, channels] = x.shape
    const [rows, columns] = [Math.ceil(Number(height) / 2), Math.ceil(Number(width) / 2)]
    const even = pad(x, [0, 0, 0, 0], [0, 2 * rows - Number(height), 2 * columns - Number(width), 0])
    const cut = reshape(even, [batch!, rows, 2, columns, 2, channels!])
    // The rows of a column come first, as the authors have it.
    const merged = reshape(transpose(cut, [0, 1, 3, 4, 2, 5]), [batch!, rows, columns, 4 * Number(channels)])
    return this.reduction.forward(this.norm.forward(merged))
  }
}

class Stage extends Module {
  readonly blocks: readonly Block[]
  readonly downsample: PatchMerging | undefined

  constructor(config: SwinConfig, place: number, rates: readonly number[]) {
    super()
    const width = config.width * 2 ** place
    const heads = config.heads[place]!
    this.blocks = rates.map((rate, block) => new Block(config, { width, heads }, block % 2 === 1, rate))
    this.downsample = place < config.depths.length - 1 ? new PatchMerging(width) : undefined
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const seen = this.blocks.reduce((state, block) => block.forward(state, context), x)
    return this.downsample ? this.downsample.forward(seen) : seen
  }
}

/** Elements of a picture's features. */
const featuresOf = ({ width, depths }: SwinConfig): number => width * 2 ** (depths.length - 1)

class Swin extends Module {
  readonly embeddings: {
    readonly patch_embeddings: { readonly projection: Convolution }
    readonly norm: LayerNorm
  }
  readonly encoder: { readonly layers: readonly Stage[] }
  readonly layernorm: LayerNorm

  constructor(private readonly config: SwinConfig) {
    super()
    const { patch, width, depths } = config
    this.embeddings = {
      patch_embeddings: {
        projection: new Convolution(3, width, [patch, patch], { stride: patch, ...start }),
      },
      norm: new LayerNorm(width),
    }
    const rates = growingRates(
      config.dropPath,
      depths.reduce((sum, depth) => sum + depth, 0),
    )
    let first = 0
    const layers = depths.map((depth, place) => {
      const own = rates.slice(first, first + depth)
      first += depth
      return new Stage(config, place, own)
    })
    this.encoder = { layers }
    this.layernorm = new LayerNorm(featuresOf(config), config)
  }

  forward(pixels: Tensor, context: ForwardContext): Tensor {
    const { patch_embeddings: patches, norm } = this.embeddings
    const map = transpose(patches.projection.forward(pixels), [0, 2, 3, 1])
    const deep = this.encoder.layers.reduce(
      (x, stage) => stage.forward(x, context),
      context.dropout(norm.forward(map), this.config.dropout),
    )
    return mean(this.layernorm.forward(deep), { axes: [1, 2] })
  }
}

export class SwinForImageClassification extends Module implements PictureClassifier {
  readonly swin: Swin
  readonly classifier: Linear

  constructor(config: SwinConfig, labels: number) {
    super()
    this.swin = new Swin(config)
    this.classifier = new Linear(featuresOf(config), labels, start)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const features = this.swin.forward(pixels, context)
    return { features, logits: this.classifier.forward(features) }
  }
}

/** Reads a `config.json` of `model_type: swin`. */
export const swin: ReadArchitecture = (json, where) => {
  const read = new ConfigReader(json, where, 'Swin')
  read.only('num_channels', 3)
  read.only('use_absolute_embeddings', false)
  const size = read.whole('image_size', 224)
  const config: SwinConfig = {
    patch: read.whole('patch_size', 4),
    width: read.whole('embed_dim', 96),
    depths: read.wholes('depths', [2, 2, 6, 2]),
    heads: read.wholes('num_heads', [3, 6, 12, 24]),
    window: read.whole('window_size', 7),
    expansion: read.number('mlp_ratio', 4),
    activation: read.choice('hidden_act', publishedActivations, 'gelu'),
    epsilon: read.number('layer_norm_eps', 1e-5),
    bias: read.flag('qkv_bias', true),
    dropout: read.share('hidden_dropout_prob', 0),
    attentionDropout: read.share('attention_probs_dropout_prob', 0),
    dropPath: read.share('drop_path_rate', 0.1),
  }
  read.sameLength('depths', config.depths, 'num_heads', config.heads)
  return {
    className: 'SwinForImageClassification',
    features: featuresOf(config),
    size,
    preprocessor: preprocessorOf('ViTImageProcessor', { size, ...imageNet }),
    head: /^classifier\./,
    stages: [
      /^swin\.(embeddings|encoder\.layers\.0)\./,
      /^swin\.encoder\.layers\.1\./,
      /^swin\.encoder\.layers\.2\./,
      /^swin\.(encoder\.layers\.[3-9]|layernorm)\./,
      /^classifier\./,
    ],
    create: (labels) => new SwinForImageClassification(config, labels),
    // Numbers that follow from the window, which old files hold too.
    pathOf: (name) => (name.endsWith('.relative_position_index') ? undefined : name),
  }
}
