import {
  AdaptiveAveragePool,
  Convolution,
  type ForwardContext,
  flatten,
  inference,
  Linear,
  MaxPool,
  Module,
  relu,
  Sequential,
  type Tensor,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from './architecture'

/** AlexNet in one column (Krizhevsky, arXiv:1404.5997), under torchvision's names. */
export interface AlexNetConfig {
  /** Of each of the two layers before the labels. Default 4096. */
  readonly hidden?: number
  /** Default 0.5. */
  readonly dropout?: number
}

export class AlexNet extends Module implements PictureClassifier {
  readonly features: Sequential
  readonly classifier: { readonly 1: Linear; readonly 4: Linear; readonly 6: Linear }

  constructor(
    private readonly config: AlexNetConfig,
    labels: number,
  ) {
    super()
    const { hidden = 4096 } = config
    this.features = new Sequential(
      new Convolution(3, 64, [11, 11], { stride: 4, padding: 2 }),
      relu,
      new MaxPool(3, { stride: 2 }),
      new Convolution(64, 192, [5, 5], { padding: 2 }),
      relu,
      new MaxPool(3, { stride: 2 }),
      new Convolution(192, 384, [3, 3], { padding: 1 }),
      relu,
      new Convolution(384, 256, [3, 3], { padding: 1 }),
      relu,
      new Convolution(256, 256, [3, 3], { padding: 1 }),
      relu,
      new MaxPool(3, { stride: 2 }),
    )
    this.classifier = {
      1: new Linear(256 * 6 * 6, hidden),
      4: new Linear(hidden, hidden),
      6: new Linear(hidden, labels),
    }
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const { dropout = 0.5 } = this.config
    const map = new AdaptiveAveragePool(6).forward(this.features.forward(pixels, context))
    const first = relu(this.classifier[1].forward(context.dropout(flatten(map, 1), dropout)))
    const features = relu(this.classifier[4].forward(context.dropout(first, dropout)))
    return { features, logits: this.classifier[6].forward(features) }
  }
}

/** The paths of its parameters, from the pixels to the head. */
export const alexnetStages = [
  /^features\.[0-3]\./,
  /^features\.([6-9]|10)\./,
  /^classifier\.1\./,
  /^classifier\.4\./,
  /^classifier\.6\./,
] as const
