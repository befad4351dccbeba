import { readFileSync } from 'node:fs'
import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import type { Tensor } from '../tensor/tensor'
import { BatchNorm } from './batch-norm'
import { Convolution, TransposedConvolution } from './convolution'
import { Embedding } from './embedding'
import { GroupNorm } from './group-norm'
import {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  normal,
  uniform,
} from './initializer'
import { Linear } from './linear'
import { LSTM } from './lstm'
import { initialize, type Module, stateOf } from './module'
import { MultiHeadAttention } from './multi-head-attention'
import { orthogonal } from './orthogonal'
import { PReLU } from './prelu'
import { TransformerEncoderLayer } from './transformer-layer'
import { truncatedNormal } from './truncated-normal'

interface Spread {
  readonly shape: readonly number[]
  readonly mean: number
  readonly deviation: number
  readonly largest: number
}

interface Fixture {
  readonly functions: Readonly<Record<string, Spread>>
  readonly layers: Readonly<Record<string, Readonly<Record<string, Spread>>>>
}

const path = new URL('fixtures/initializers.json', import.meta.url)
const { functions, layers } = JSON.parse(readFileSync(path, 'utf8')) as Fixture
const key = RandomKey.from(2)

/** For every case of `fixtures/make_initializers.py` the same in Graft. */
const initializers: Readonly<Record<string, Initializer>> = {
  normal: normal(2, 0.5),
  uniform: uniform(-1, 3),
  truncatedNormal: truncatedNormal(0.5),
  'truncatedNormal, narrow': truncatedNormal(2, { deviations: 1 / 2 }),
  glorotUniform: glorotUniform(),
  'glorotUniform, gain': glorotUniform({ gain: 5 / 3 }),
  glorotNormal: glorotNormal(),
  heUniform: heUniform(),
  'heUniform, out': heUniform({ mode: 'out' }),
  heNormal: heNormal(),
  'heNormal, linear': heNormal({ gain: 1 }),
  orthogonal: orthogonal({ gain: 3 }),
}

const modules: Readonly<Record<string, Module>> = {
  linear: new Linear(300, 200),
  convolution: new Convolution(64, 96, [3, 3], { groups: 2 }),
  transposed: new TransposedConvolution(64, 96, [3, 3]),
  embedding: new Embedding(300, 200, { paddingIndex: 7 }),
  lstm: new LSTM(64, 100, { bidirectional: true }),
  attention: new MultiHeadAttention(128, 4),
  'attention, other sizes': new MultiHeadAttention(128, 4, { keySize: 64, valueSize: 32 }),
  'encoder layer': new TransformerEncoderLayer(64, 4, { feedForward: 256 }),
  'batch norm': new BatchNorm(64),
  'group norm': new GroupNorm(4, 64),
  PReLU: new PReLU(64),
}

function expectSpread(what: string, values: ArrayLike<number>, { mean, deviation, largest }: Spread): void {
  const list = Float64Array.from(values)
  const own = list.reduce((total, value) => total + value, 0) / list.length
  const squares = list.reduce((total, value) => total + (value - own) ** 2, 0)
  // Two samples of n numbers, each with a standard error of at most deviation / √n.
  const error = deviation * Math.sqrt(2 / list.length)
  expect(Math.abs(own - mean), `${what}: mean`).toBeLessThanOrEqual(4 * error)
  expect(Math.abs(Math.sqrt(squares / list.length) - deviation), `${what}: deviation`).toBeLessThanOrEqual(
    4 * error,
  )
  // A bounded distribution reaches its bound; the largest of a normal one varies.
  const extreme = list.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(extreme, `${what}: largest`).toBeLessThanOrEqual(1.2 * largest)
  expect(extreme, `${what}: largest`).toBeGreaterThanOrEqual(0.8 * largest)
}

describe('initializers spread numbers as PyTorch does', () => {
  it.each(Object.entries(functions))('%s', (name, spread) => {
    const out = new Float32Array(spread.shape.reduce((product, size) => product * size, 1))
    initializers[name]!(out, spread.shape, key)
    expectSpread(name, out, spread)
    if (/uniform|truncated/i.test(name)) {
      const largest = out.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(largest / spread.largest).toBeCloseTo(1, 2)
    }
  })

  it('has a counterpart for each', () => {
    expect(Object.keys(initializers)).toEqual(Object.keys(functions))
    expect(Object.keys(modules)).toEqual(Object.keys(layers))
  })

  it.each(Object.entries(layers))('the parameters of %s', async (name, spreads) => {
    const state: Record<string, Tensor> = stateOf(initialize(modules[name]!, key))
    expect(Object.keys(state).sort()).toEqual(Object.keys(spreads).sort())
    for (const [parameter, spread] of Object.entries(spreads)) {
      expect(state[parameter]!.shape).toEqual(spread.shape)
      expectSpread(parameter, Float64Array.from(await state[parameter]!.data(), Number), spread)
    }
  })
})

describe('orthogonal', () => {
  it.each([{ shape: [5, 12] }, { shape: [12, 5] }, { shape: [4, 3, 2, 2] }])(
    'makes the shorter side of $shape orthonormal',
    ({ shape }) => {
      const out = new Float32Array(shape.reduce((product, size) => product * size, 1))
      orthogonal({ gain: 2 })(out, shape, key)
      const rows = shape[0]!
      const columns = out.length / rows
      const at = (row: number, column: number) => out[row * columns + column]!
      const isWide = rows <= columns
      const [count, length] = isWide ? [rows, columns] : [columns, rows]
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          let product = 0
          for (let k = 0; k < length; k++) product += isWide ? at(i, k) * at(j, k) : at(k, i) * at(k, j)
          expect(product).toBeCloseTo(i === j ? 4 : 0, 5)
        }
      }
    },
  )
})

it('keeps the vector of padding at zero', async () => {
  const { weight } = initialize(new Embedding(4, 3, { paddingIndex: 1 }), key)
  const data = await weight.data()
  expect([...data.slice(3, 6)]).toEqual([0, 0, 0])
  expect(data.every((value) => value === 0)).toBe(false)
})

it('says which parameters it cannot begin', () => {
  const out = new Float32Array(3)
  expect(() => glorotUniform()(out, [3], key)).toThrow(/shape \[3\] has no inputs and outputs/)
  expect(() => truncatedNormal(1, { deviations: 0 })(out, [3], key)).toThrow(/deviations is 0/)
  constant(2)(out, [3], key)
  expect([...out]).toEqual([2, 2, 2])
})
