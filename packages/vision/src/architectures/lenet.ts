import {
  averagePool,
  Convolution,
  type ForwardContext,
  flatten,
  inference,
  Linear,
  Module,
  maxPool,
  relu,
  type Tensor,
  tanh,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult, ReadArchitecture } from './architecture'
import { ConfigReader } from './config-reader'
import { centred, preprocessorOf } from './preprocessor'

/**
 * LeNet-5 (LeCun et al., 1998) on 28 × 28 pixels, whose edges are padded to the paper's 32 × 32. Its layers have the
 * names of PyTorch's tutorials.
 */
export interface LeNetConfig {
  /** Channels of the pictures. Default 1: grey. */
  readonly channels?: number
  /** As in the paper, tanh and averages; or as it is taught today, ReLU and maxima. Default 'paper'. */
  readonly style?: 'paper' | 'modern'
}

/** Elements of a picture's features. */
const FEATURES = 84

const styles = {
  paper: { activation: tanh, pool: averagePool },
  modern: { activation: relu, pool: maxPool },
} as const

export class LeNet extends Module implements PictureClassifier {
  readonly conv1: Convolution
  readonly conv2: Convolution
  readonly fc1: Linear
  readonly fc2: Linear
  readonly fc3: Linear
  private readonly style: 'paper' | 'modern'

  constructor({ channels = 1, style = 'paper' }: LeNetConfig, labels: number) {
    super()
    this.conv1 = new Convolution(channels, 6, [5, 5], { padding: 2 })
    this.conv2 = new Convolution(6, 16, [5, 5])
    this.fc1 = new Linear(16 * 5 * 5, 120)
    this.fc2 = new Linear(120, FEATURES)
    this.fc3 = new Linear(FEATURES, labels)
    this.style = style
  }

  forward(pixels: Tensor, _context: ForwardContext = inference()): PictureResult {
    const { activation, pool } = styles[this.style]
    const first = pool(activation(this.conv1.forward(pixels)), [2, 2])
    const second = pool(activation(this.conv2.forward(first)), [2, 2])
    const features = activation(this.fc2.forward(activation(this.fc1.forward(flatten(second, 1)))))
    return { features, logits: this.fc3.forward(features) }
  }
}

/** Reads a `config.json` of `model_type: lenet`. */
export const lenet: ReadArchitecture = (json, where) => {
  const read = new ConfigReader(json, where, 'LeNet')
  const channels = read.whole('num_channels', 1)
  const style = read.choice('style', { paper: 'paper', modern: 'modern' } as const, 'paper')
  return {
    className: 'LeNet',
    features: FEATURES,
    size: 28,
    preprocessor: preprocessorOf('ViTImageProcessor', { size: 28, interpolation: 'bilinear', ...centred }),
    head: /^fc3\./,
    stages: [/^conv1\./, /^conv2\./, /^fc1\./, /^fc2\./, /^fc3\./],
    create: (labels) => new LeNet({ channels, style }, labels),
    pathOf: (name) => name,
  }
}
