import { RandomKey } from '@graftjs/base'
import {
  adamw,
  type Batches,
  BatchNorm,
  buffersOf,
  Convolution,
  compile,
  crossEntropy,
  Dropout,
  type Engine,
  equal,
  Flatten,
  type ForwardContext,
  fit,
  fromTypedArray,
  inference,
  initialize,
  Linear,
  MaxPool,
  Module,
  oneCycleSchedule,
  parametersOf,
  relu,
  Sequential,
  type Tensor,
  withParameters,
} from '@graftjs/core'
import { type Mnist, readMnist } from '@graftjs/example-mnist'
import { onnxEngine } from '@graftjs/onnx'
import { affine, augment, type Picture } from '@graftjs/vision'
import type { MeasureOptions } from '../benchmark'
import type { Score } from './score'

const required = 0.995
const epochs = 10
const batchSize = 128
const side = 28

/** LeNet-5's plan (LeCun and others, 1998) with today's parts: batch normalisation, ReLU, maxima, and more channels. */
class LeNet extends Module {
  readonly convolutions = new Sequential(
    new Convolution(1, 32, [5, 5], { padding: 2, bias: false }),
    new BatchNorm(32),
    relu,
    new MaxPool(2),
    new Convolution(32, 64, [5, 5], { padding: 2, bias: false }),
    new BatchNorm(64),
    relu,
    new MaxPool(2),
  )
  readonly dense = new Sequential(
    new Flatten(),
    new Linear(64 * 7 * 7, 256, { bias: true }),
    relu,
    new Dropout(0.4),
    new Linear(256, 10),
  )

  forward(pixels: Tensor, context: ForwardContext = inference()): Tensor {
    return this.dense.forward(this.convolutions.forward(pixels, context), context)
  }
}

/** A little turned, moved, scaled and sheared: what hands do differently. */
const hands = affine({
  degrees: 12,
  translate: [0.08, 0.08],
  scale: [0.9, 1.1],
  shear: 6,
  resampling: 'bilinear',
})

type Batch = { readonly pixels: Tensor; readonly labels: Tensor }

/** A network of LeNet's plan on MNIST, with augmentation and one cycle of the learning rate: seeds 1 … runs. */
export async function* mnist({ runs, tell }: MeasureOptions): AsyncGenerator<Score> {
  const { train, test } = await readMnist()
  const engine = await onnxEngine()
  const accuracies: number[] = []
  for (let seed = 1; seed <= runs; seed++) {
    const { accuracy, seconds } = await learn(await bytesOf(train), await bytesOf(test), engine, seed)
    tell(`seed ${seed}: ${accuracy} in ${seconds.toFixed(0)} s`)
    accuracies.push(accuracy)
  }
  await engine.close()
  yield { case: 'mnist', peer: 'required', ours: accuracies, theirs: required }
}

interface Bytes {
  readonly images: Uint8Array
  readonly labels: Int32Array
}

async function bytesOf({ images, labels }: Mnist['train']): Promise<Bytes> {
  return {
    images: Uint8Array.from(await images.data(), Number),
    labels: Int32Array.from(await labels.data(), Number),
  }
}

async function learn(train: Bytes, test: Bytes, engine: Engine, seed: number) {
  const key = RandomKey.from(seed)
  const untrained = initialize(new LeNet(), key.fold(0))
  const { parameters, buffers, seconds } = await fit<Batch>({
    parameters: parametersOf(untrained),
    buffers: buffersOf(untrained),
    loss: (named, { pixels, labels }: Batch, context) =>
      crossEntropy(withParameters(untrained, named).forward(pixels, context), labels),
    batches: augmentedBatches(train, key.fold(1)),
    dynamic: { pixels: ['batch', null, null, null], labels: ['batch'] },
    epochs,
    optimizer: adamw({ weightDecay: 0.01 }),
    learningRate: 4e-3,
    schedule: oneCycleSchedule(),
    key: key.fold(2),
    engine,
  })
  return {
    accuracy: await accuracyOf(withParameters(untrained, { ...parameters, ...buffers }), test, engine),
    seconds,
  }
}

function augmentedBatches({ images, labels }: Bytes, key: RandomKey): Batches<Batch> {
  let order: { epoch: number; rows: Uint32Array } | undefined
  return {
    perEpoch: Math.ceil(labels.length / batchSize),
    at(epoch, index) {
      if (order?.epoch !== epoch) order = { epoch, rows: key.fold(epoch).fold(0).permutation(labels.length) }
      const rows = order.rows.subarray(index * batchSize, (index + 1) * batchSize)
      const data = new Float32Array(rows.length * side * side)
      for (const [place, row] of rows.entries()) {
        const { pixels } = augment(grey(images, row), hands, key.fold(epoch).fold(1).fold(row))
        for (let i = 0; i < side * side; i++) data[place * side * side + i] = pixels[3 * i]! / 255
      }
      return {
        pixels: fromTypedArray(data, [rows.length, 1, side, side]),
        labels: fromTypedArray(
          Int32Array.from(rows, (row) => labels[row]!),
          [rows.length],
        ),
      }
    },
  }
}

/** A digit as the picture that augmentations take. */
function grey(images: Uint8Array, row: number): Picture {
  const pixels = new Uint8Array(side * side * 3)
  for (let i = 0; i < side * side; i++) pixels.fill(images[row * side * side + i]!, 3 * i, 3 * i + 3)
  return { width: side, height: side, pixels }
}

async function accuracyOf(network: LeNet, { images, labels }: Bytes, engine: Engine): Promise<number> {
  const countRight = compile(
    ({ pixels, labels: truth }: Batch) =>
      equal(network.forward(pixels).argMax(-1), truth).cast('float32').sum(),
    { engine },
  )
  const rows = 1000
  let right = 0
  for (let start = 0; start < labels.length; start += rows) {
    const part = images.subarray(start * side * side, (start + rows) * side * side)
    right += await (
      await countRight({
        pixels: fromTypedArray(
          Float32Array.from(part, (level) => level / 255),
          [rows, 1, side, side],
        ),
        labels: fromTypedArray(labels.slice(start, start + rows), [rows]),
      })
    ).item()
  }
  await countRight.dispose()
  return right / labels.length
}
