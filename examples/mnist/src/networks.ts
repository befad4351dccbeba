import {
  Convolution,
  cast,
  constant,
  Dropout,
  expandDimensions,
  Flatten,
  type ForwardContext,
  glorotUniform,
  Linear,
  MaxPool,
  type Module,
  relu,
  Sequential,
  type Tensor,
} from '@graftjs/core'

/** uint8 images `[rows, 28, 28]` to the logits of ten digits `[rows, 10]`. */
export type Network = Module & { forward(images: Tensor, context: ForwardContext): Tensor }

/** How Keras begins its dense layers and convolutions: Glorot-uniform weights, biases 0. */
const keras = { weight: glorotUniform(), bias: constant(0) }

/** Bytes to numbers from 0 to 1. */
const scaled = (images: Tensor): Tensor => cast(images, 'float32').divide(255)

const withChannel = (images: Tensor): Tensor => expandDimensions(images, 1)

/** The network of TensorFlow's first tutorial, 101,770 parameters. */
export const mlp = (): Network =>
  new Sequential(
    scaled,
    new Flatten(),
    new Linear(784, 128, keras),
    relu,
    new Dropout(0.2),
    new Linear(128, 10, keras),
  )

/** Two convolutions with pooling below two dense layers, 225,034 parameters. */
export const cnn = (): Network =>
  new Sequential(
    ...[scaled, withChannel],
    ...[new Convolution(1, 32, [3, 3], keras), relu, new MaxPool(2)],
    ...[new Convolution(32, 64, [3, 3], keras), relu, new MaxPool(2)],
    ...[new Flatten(), new Linear(1600, 128, keras), relu, new Dropout(0.5), new Linear(128, 10, keras)],
  )
