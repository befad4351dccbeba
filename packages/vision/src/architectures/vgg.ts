import {
  AdaptiveAveragePool,
  BatchNorm,
  Convolution,
  type ForwardContext,
  flatten,
  heNormal,
  inference,
  type Layer,
  Linear,
  MaxPool,
  Module,
  relu,
  Sequential,
  type Tensor,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from './architecture'

/** VGG (Simonyan and Zisserman, arXiv:1409.1556), with or without batch normalisation, under torchvision's names. */
export interface VggConfig {
  /** Channels of the convolutions of each stage, which ends in a pooling. */
  readonly stages: readonly (readonly number[])[]
  readonly batchNorm: boolean
  /** Of each of the two layers before the labels. Default 4096. */
  readonly hidden?: number
  /** Default 0.5. */
  readonly dropout?: number
}

/** Elements of a picture's features. */
export const vggFeatures = ({ hidden = 4096 }: Pick<VggConfig, 'hidden'>): number => hidden

export class Vgg extends Module implements PictureClassifier {
  readonly features: Sequential
  readonly classifier: { readonly 0: Linear; readonly 3: Linear; readonly 6: Linear }

  constructor(
    private readonly config: VggConfig,
    labels: number,
  ) {
    super()
    const hidden = vggFeatures(config)
    this.features = new Sequential(...layersOf(config))
    this.classifier = {
      0: new Linear(config.stages.at(-1)!.at(-1)! * 7 * 7, hidden),
      3: new Linear(hidden, hidden),
      6: new Linear(hidden, labels),
    }
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const { dropout = 0.5 } = this.config
    const map = new AdaptiveAveragePool(7).forward(this.features.forward(pixels, context))
    const first = context.dropout(relu(this.classifier[0].forward(flatten(map, 1))), dropout)
    const features = relu(this.classifier[3].forward(first))
    return { features, logits: this.classifier[6].forward(context.dropout(features, dropout)) }
  }
}

function layersOf({ stages, batchNorm }: VggConfig): Layer[] {
  let inputs = 3
  return stages.flatMap((stage): Layer[] => [
    ...stage.flatMap((outputs): Layer[] => {
      const weight = heNormal({ mode: 'out' })
      const convolution = new Convolution(inputs, outputs, [3, 3], { padding: 1, weight })
      inputs = outputs
      return batchNorm ? [convolution, new BatchNorm(outputs), relu] : [convolution, relu]
    }),
    new MaxPool(2),
  ])
}

const repeated = (channels: number, count: number): number[] => Array.from({ length: count }, () => channels)

/** Stages of so many convolutions, 64 to 512 channels wide. */
const deep = (...counts: readonly number[]): number[][] =>
  counts.map((count, stage) => repeated(Math.min(512, 64 * 2 ** stage), count))

const depths: Readonly<Record<string, readonly (readonly number[])[]>> = {
  vgg11: deep(1, 1, 2, 2, 2),
  vgg13: deep(2, 2, 2, 2, 2),
  vgg16: deep(2, 2, 3, 3, 3),
  vgg19: deep(2, 2, 4, 4, 4),
}

/** The published networks by name. */
export const vggs: Readonly<Record<string, VggConfig>> = Object.fromEntries(
  Object.entries(depths).flatMap(([name, stages]): [string, VggConfig][] => [
    [name, { stages, batchNorm: false }],
    [`${name}_bn`, { stages, batchNorm: true }],
  ]),
)

/** The paths of its parameters, from the pixels to the head. */
export function vggStages({ stages, batchNorm }: VggConfig): readonly RegExp[] {
  let first = 0
  const features = stages.map((convolutions) => {
    const count = convolutions.length * (batchNorm ? 3 : 2) + 1
    const places = Array.from({ length: count }, (_, place) => first + place)
    first += count
    return new RegExp(`^features\\.(${places.join('|')})\\.`)
  })
  return [...features, /^classifier\.0\./, /^classifier\.3\./, /^classifier\.6\./]
}
