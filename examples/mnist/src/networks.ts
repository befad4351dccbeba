import {
  BatchNorm,
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

/** Two stages that see details and halve the picture, a third that sees them together, below two dense layers: 458,890 parameters. */
export const cnn = (): Network =>
  new Sequential(
    ...[scaled, withChannel],
    ...[...convolved(1, 32), new MaxPool(2)],
    ...[...convolved(32, 64), new MaxPool(2)],
    ...convolved(64, 64),
    ...[new Flatten(), new Linear(3136, 128, keras), relu, new Dropout(0.5), new Linear(128, 10, keras)],
  )

/** 3 × 3 of every channel at the same size, normalised over the batch. */
const convolved = (channels: number, filters: number) =>
  [
    new Convolution(channels, filters, [3, 3], { ...keras, padding: 1 }),
    new BatchNorm(filters),
    relu,
  ] as const
