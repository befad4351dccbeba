import {
  cast,
  expandDimensions,
  type ForwardContext,
  Module,
  oneCycleSchedule,
  type Tensor,
} from '@graftjs/core'
import { architectureOf, type PictureClassifier } from '@graftjs/vision'
import type { Network } from './networks'
import type { Recipe } from './recipes'

/** LeNet-5 of `@graftjs/vision`, as it is taught today (ReLU, maxima), for bytes `[rows, 28, 28]`: 61,706 parameters. */
class LeNet5 extends Module implements Network {
  readonly network: PictureClassifier = architectureOf(
    { model_type: 'lenet', style: 'modern' },
    'lenet',
  ).create(10)

  forward(images: Tensor, context: ForwardContext): Tensor {
    const pixels = expandDimensions(cast(images, 'float32').divide(127.5).subtract(1), 1)
    return this.network.forward(pixels, context).logits
  }
}

/** Half a minute at most on the digits that npm has. After twelve epochs validation gets no better. */
export const lenet: Recipe = {
  network: () => new LeNet5(),
  epochs: 12,
  learningRate: 4e-3,
  schedule: oneCycleSchedule(),
}
