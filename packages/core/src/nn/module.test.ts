import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import { add, multiply, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { mean } from '../ops/reduction'
import { fromTypedArray, tensor } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { compile } from '../transform/compile'
import { valueAndGrad } from '../transform/grad'
import { mapLeaves } from '../transform/tree'
import { ForwardContext, inference } from './forward-context'
import { freeze, unfreeze } from './freeze'
import { constant, normal } from './initializer'
import { Linear } from './linear'
import { load } from './load'
import {
  buffer,
  buffersOf,
  initialize,
  Module,
  type Parameters,
  parameter,
  parametersOf,
  stateOf,
  withParameters,
} from './module'

const engine = referenceEngine()
const key = RandomKey.from(1)

/** Subtracts a running mean, which it moves halfway to the mean of each batch that it is trained with. */
class Centre extends Module {
  readonly scale = parameter([2], constant(3))
  readonly mean = buffer([2], constant(0))
  readonly batches = buffer([], constant(0), 'int64')

  forward(x: Tensor, context: ForwardContext): Tensor {
    const seen = context.current(this.mean)
    if (context.training) context.update(this.mean, multiply(add(seen, mean(x, { axes: 0 })), 0.5))
    return multiply(subtract(x, context.current(this.mean)), this.scale)
  }
}

class Model extends Module {
  readonly encoder = { layer: [new Linear(2, 2), new Linear(2, 2)] }
  readonly norm = new Centre()

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    const hidden = this.encoder.layer.reduce((state, layer) => layer.forward(state), x)
    return this.norm.forward(hidden, context)
  }
}

const names = (tensors: Parameters) => Object.keys(tensors)
const linear = ['weight', 'bias']
const encoder = [0, 1].flatMap((layer) => linear.map((name) => `encoder.layer.${layer}.${name}`))

describe('a module', () => {
  const fresh = new Model()
  const model = initialize(fresh, key)

  it('lists its parameters, its buffers and its whole state by path, with and without values', () => {
    for (const one of [fresh, model, mapLeaves(model, (leaf) => leaf)]) {
      expect(names(parametersOf(one))).toEqual([...encoder, 'norm.scale'])
      expect(names(buffersOf(one))).toEqual(['norm.mean', 'norm.batches'])
      expect(names(stateOf(one))).toEqual([...encoder, 'norm.scale', 'norm.mean', 'norm.batches'])
    }
  })

  it('initializes buffers in their dtype', async () => {
    const { 'norm.mean': mean, 'norm.batches': batches } = buffersOf(model)
    expect(await mean!.data()).toEqual(new Float32Array(2))
    expect(await batches!.data()).toEqual(new BigInt64Array(1))
  })

  it('keeps what it knows of its tensors wherever they get other values', () => {
    const moved = withParameters(model, { 'norm.mean': tensor([1, 2]), 'norm.scale': tensor([1, 2]) })
    expect(names(buffersOf(moved))).toEqual(['norm.mean', 'norm.batches'])
    // The same tensor may be a parameter here and a buffer there.
    const shared = tensor([1, 2])
    const both = withParameters(fresh, { 'norm.mean': shared, 'norm.scale': shared })
    expect(names(parametersOf(both))).toContain('norm.scale')
    expect(names(buffersOf(both))).toContain('norm.mean')
    expect(names(buffersOf(model.norm))).toEqual(['mean', 'batches'])
  })

  it('leaves frozen parameters out of training, by path and pattern', () => {
    const trained = (selection: Parameters) => names(selection)
    expect(trained(parametersOf(freeze(model, 'encoder.layer.0')))).toEqual([
      ...encoder.slice(2),
      'norm.scale',
    ])
    expect(trained(parametersOf(freeze(model, '**.bias')))).toEqual(
      [...encoder, 'norm.scale'].filter((path) => !path.endsWith('bias')),
    )
    expect(trained(parametersOf(freeze(model, 'encoder.*.1.weight')))).not.toContain('encoder.layer.1.weight')
    expect(trained(parametersOf(freeze(model, /layer\.1/)))).toEqual([...encoder.slice(0, 2), 'norm.scale'])
    const head = unfreeze(freeze(model), 'norm')
    expect(trained(parametersOf(head))).toEqual(['norm.scale'])
    expect(trained(buffersOf(head))).toEqual(['norm.mean', 'norm.batches'])
    expect(trained(buffersOf(freeze(model, 'norm.mean')))).toEqual(['norm.batches'])
    expect(trained(buffersOf(unfreeze(freeze(freeze(model)))))).toEqual(['norm.mean', 'norm.batches'])
    expect(names(stateOf(head))).toEqual(names(stateOf(model)))
    expect(trained(parametersOf(model))).toHaveLength(5)
    expect(trained(parametersOf(unfreeze(head)))).toHaveLength(5)
    // A part that was frozen stays so outside of its model, and before it has values.
    expect(parametersOf(freeze(model, 'encoder').encoder.layer[0]!)).toEqual({})
    expect(names(parametersOf(initialize(freeze(fresh, 'encoder'), key)))).toEqual(['norm.scale'])
    expect(() => freeze(model, 'encode')).toThrow(/freeze: "encode" takes none .* encoder\.layer\.0\.weight/)
  })

  it('loads what has its name and shape, and lists the rest', async () => {
    const mean = tensor([5, 6])
    const { module, missing, unexpected } = load(fresh, {
      ...parametersOf(model),
      'norm.mean': mean,
      old: mean,
    })
    expect(missing).toEqual(['norm.batches'])
    expect(unexpected).toEqual(['old'])
    expect(buffersOf(module)['norm.mean']).toBe(mean)
    expect(load(fresh, stateOf(model))).toMatchObject({ missing: [], unexpected: [] })
    expect(() => load(fresh, { 'norm.mean': tensor([1]) })).toThrow(/"norm\.mean" has the shape \[1\].*\[2\]/)
    expect(() => load(fresh, { 'norm.batches': tensor(1) })).toThrow(/"norm\.batches" is float32.*int64/)
  })
})

describe('buffers in a forward pass', () => {
  const model = withParameters(initialize(new Centre(), key), { scale: tensor([1, 1]) })
  const x = tensor([
    [2, 4],
    [4, 8],
  ])

  it('are updated in training alone, and never in the module itself', async () => {
    const context = new ForwardContext(key)
    const y = model.forward(x, context)
    await expect(compile(() => y, { engine })().then((result) => result.array())).resolves.toEqual([
      [0.5, 1],
      [2.5, 5],
    ])
    // A second use of the same module in the pass sees what the first one left.
    model.forward(x, context)
    const run = compile(() => [context.advance(model).mean, model.mean] as const, { engine })
    const [after, before] = await run()
    expect(await after.array()).toEqual([2.25, 4.5])
    expect(await before.array()).toEqual([0, 0])
    const still = inference()
    model.forward(x, still)
    expect(still.advance(model).mean).toBe(model.mean)
  })

  it('go through a compiled step by name beside the gradients', async () => {
    const step = compile(
      (parameters: Parameters, buffers: Parameters, rows: Tensor, key: RandomKey) => {
        const context = new ForwardContext(key)
        const { value, gradients } = valueAndGrad((trained: Parameters) =>
          sum(withParameters(model, { ...buffers, ...trained }).forward(rows, context)),
        )(parameters)
        return { value, gradients, buffers: context.advance(buffers) }
      },
      { engine },
    )
    let buffers: Parameters = buffersOf(model)
    for (const expected of [
      [1.5, 3],
      [2.25, 4.5],
    ]) {
      const result = await step(parametersOf(model), buffers, x, key)
      buffers = result.buffers
      expect(await buffers['mean']!.array()).toEqual(expected)
      // Σ (x − mean), with no gradient through the mean.
      expect(await result.gradients['scale']!.array()).toEqual([6 - 2 * expected[0]!, 12 - 2 * expected[1]!])
      expect(names(result.gradients)).toEqual(['scale'])
      expect(await buffers['batches']!.data()).toEqual(new BigInt64Array(1))
    }
  })

  it('refuse a value of another shape', () => {
    const context = new ForwardContext(key)
    expect(() => context.update(model.mean, tensor([1, 2, 3]))).toThrow(/float32 \[2\].*float32 \[3\]/)
    expect(() => context.update(model.mean, fromTypedArray(new Int32Array(2), [2]))).toThrow(/int32/)
  })
})

it('draws each parameter from its own key', async () => {
  class Pair extends Module {
    readonly a = parameter([3], normal(1))
    readonly b = parameter([3], normal(1))
  }
  const one = initialize(new Pair(), key)
  const other = initialize(new Pair(), key)
  expect(await one.a.data()).toEqual(await other.a.data())
  expect(await one.a.data()).not.toEqual(await one.b.data())
})
