import { describe, expect, it } from 'vitest'
import '../methods'
import { softmax } from '../ops/composite/softmax'
import { relu } from '../ops/unary'
import { type ActivationName, activation, activations, elu, glu, leakyRelu, swiglu } from './activation'
import { BatchNorm } from './batch-norm'
import { Convolution, TransposedConvolution } from './convolution'
import { Embedding } from './embedding'
import { checkLayer, type Forward, fixturesIn } from './fixtures/check-layer'
import { Flatten } from './flatten'
import { freeze } from './freeze'
import { GroupNorm, InstanceNorm } from './group-norm'
import { LayerNorm } from './layer-norm'
import { Linear } from './linear'
import type { Module } from './module'
import { AdaptiveAveragePool, AveragePool, GlobalAveragePool, MaxPool } from './pooling'
import { PReLU } from './prelu'
import { RMSNorm } from './rms-norm'
import { type Layer, Sequential } from './sequential'

const fixtures = fixturesIn('layers.json')

/** For every case of `fixtures/make_layers.py` the same in Graft. */
const layers: Readonly<Record<string, Layer>> = {
  linear: new Linear(3, 4),
  'linear without bias': new Linear(3, 4, { bias: false }),
  'linear of a vector': new Linear(3, 4),
  embedding: new Embedding(7, 3),
  'embedding with padding': new Embedding(4, 3, { paddingIndex: 1 }),
  'convolution, 1 axis': new Convolution(3, 4, [3], { padding: 1 }),
  'convolution, 2 axes': new Convolution(2, 3, [3, 2], { stride: 2, padding: [1, 0] }),
  'convolution, groups': new Convolution(4, 6, [3, 3], { groups: 2, dilation: 2, bias: false }),
  'convolution, 3 axes': new Convolution(2, 2, [2, 2, 2]),
  'transposed, 1 axis': new TransposedConvolution(3, 2, [4], { stride: 2, padding: 1 }),
  'transposed, 2 axes': new TransposedConvolution(4, 4, [3, 3], {
    stride: 2,
    padding: 1,
    outputPadding: 1,
    groups: 2,
  }),
  'transposed, 3 axes': new TransposedConvolution(2, 3, [2, 2, 2], { dilation: 2 }),
  'max pool, 1 axis': new MaxPool(2),
  'max pool, 2 axes': new MaxPool(3, { stride: 2, padding: 1 }),
  'max pool, 3 axes': new MaxPool([1, 2, 2]),
  'average pool': new AveragePool(3, { stride: 2, padding: 1 }),
  'average pool, inside': new AveragePool(3, { stride: 1, padding: 1, countPadding: false }),
  'adaptive average pool, even': new AdaptiveAveragePool([2, 3]),
  'adaptive average pool, uneven': new AdaptiveAveragePool([3, 4]),
  'adaptive average pool, 1 axis': new AdaptiveAveragePool(5),
  'global average pool': new GlobalAveragePool(),
  'batch norm, inference': new BatchNorm(3),
  'batch norm, training': new BatchNorm(3),
  'batch norm of images, inference': new BatchNorm(2),
  'batch norm of images, training': new BatchNorm(2),
  'batch norm, options': new BatchNorm(2, { epsilon: 1e-3, momentum: 0.3, affine: false }),
  'batch norm, three passes': new BatchNorm(2),
  'batch norm, frozen statistics': freeze(new BatchNorm(2), 'running_*'),
  'layer norm': new LayerNorm(5),
  'layer norm, two axes': new LayerNorm([3, 4], { epsilon: 1e-3 }),
  'layer norm without bias': new LayerNorm(4, { affine: 'scale' }),
  'layer norm, plain': new LayerNorm(4, { affine: false }),
  'group norm': new GroupNorm(2, 4),
  'group norm of vectors': new GroupNorm(3, 6, { affine: false }),
  'instance norm': new InstanceNorm(3),
  'instance norm, affine': new InstanceNorm(3, { affine: true }),
  'RMS norm': new RMSNorm(4),
  'RMS norm, epsilon': new RMSNorm(4, { epsilon: 0.1 }),
  ...Object.fromEntries(
    Object.keys(activations).map((name) => [`activation ${name}`, activation(name as ActivationName)]),
  ),
  'activation softmax': (x) => softmax(x),
  'activation glu': (x) => glu(x, 1),
  'leaky ReLU, slope': (x) => leakyRelu(x, 0.3),
  'ELU, alpha': (x) => elu(x, 0.7),
  SwiGLU: (x) => swiglu(x),
  PReLU: new PReLU(),
  'PReLU, channels': new PReLU(3),
  sequential: new Sequential(
    new Convolution(1, 2, [3, 3], { bias: false }),
    new BatchNorm(2),
    relu,
    new MaxPool(2),
    new Flatten(),
    new Linear(8, 3),
  ),
}

describe('layers are those of PyTorch', () => {
  it('all of the fixtures are checked', () => {
    expect(Object.keys(layers).sort()).toEqual(Object.keys(fixtures).sort())
  })

  it.each(Object.entries(layers))('%s', async (name, layer) => {
    // A function on its own is a sequence of one.
    const module: Module = typeof layer === 'function' ? new Sequential(layer) : layer
    const forward: Forward<Module> = (whole, inputs, context) =>
      (whole as Exclude<Layer, (...args: never) => unknown>).forward(Object.values(inputs)[0]!, context)
    await checkLayer(fixtures[name]!, module, forward)
  })
})
