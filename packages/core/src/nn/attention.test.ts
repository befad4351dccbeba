import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import { tensor, zeros } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { compile } from '../transform/compile'
import { checkLayer, fixturesIn } from './fixtures/check-layer'
import { type ForwardContext, inference } from './forward-context'
import { initialize, Module } from './module'
import { MultiHeadAttention } from './multi-head-attention'
import { LearnedPositions, SinusoidalPositions } from './positions'
import { type RotaryOptions, rotary } from './rotary'
import { TransformerDecoder, TransformerEncoder } from './transformer'
import { TransformerDecoderLayer, TransformerEncoderLayer } from './transformer-layer'

const fixtures = fixturesIn('attention.json')
const engine = referenceEngine()
const key = RandomKey.from(3)

type Inputs = Readonly<Record<string, Tensor>>
/** A module and how a case calls it. */
type Case = readonly [Module, (inputs: Inputs, context: ForwardContext) => (module: never) => Tensor]

const attend = (module: MultiHeadAttention, causal = false): Case => [
  module,
  ({ query, ...rest }, context) =>
    (own: MultiHeadAttention) =>
      own.forward(query!, context, { ...rest, causal }),
]

const encode = (module: TransformerEncoderLayer | TransformerEncoder, causal = false): Case => [
  module,
  ({ x, padding }, context) =>
    (own: TransformerEncoder) =>
      own.forward(x!, context, { padding, causal }),
]

const decode = (module: TransformerDecoderLayer | TransformerDecoder): Case => [
  module,
  ({ x, memory, padding }, context) =>
    (own: TransformerDecoder) =>
      own.forward(x!, memory!, context, { causal: true, memoryMasks: { padding } }),
]

/** A function of its input as a module without parameters. */
class Plain extends Module {}
const plain = (f: (x: Tensor) => Tensor): Case => [
  new Plain(),
  ({ x }) =>
    () =>
      f(x!),
]
const turn = (options: RotaryOptions): Case => plain((x) => rotary(x, options))

const small = { feedForward: 6, dropout: 0.3 } as const

/** For every case of `fixtures/make_attention.py` the same in Graft. */
const cases: Readonly<Record<string, Case>> = {
  'attention, self': attend(new MultiHeadAttention(4, 2)),
  'attention, without bias': attend(new MultiHeadAttention(4, 2, { bias: false })),
  'attention, memory': attend(new MultiHeadAttention(4, 2)),
  'attention, keys and values': attend(new MultiHeadAttention(4, 2)),
  'attention, other sizes': attend(new MultiHeadAttention(4, 2, { keySize: 3, valueSize: 5 })),
  'attention, padding': attend(new MultiHeadAttention(4, 2)),
  'attention, mask': attend(new MultiHeadAttention(4, 2)),
  'attention, added mask and padding': attend(new MultiHeadAttention(4, 2)),
  'attention, mask of each head': attend(new MultiHeadAttention(4, 2)),
  'attention, causal': attend(new MultiHeadAttention(4, 2), true),
  'encoder layer, post-norm': encode(new TransformerEncoderLayer(4, 2, small)),
  'encoder layer, pre-norm': encode(new TransformerEncoderLayer(4, 2, { ...small, normFirst: true })),
  'decoder layer, post-norm': decode(new TransformerDecoderLayer(4, 2, small)),
  'decoder layer, pre-norm': decode(new TransformerDecoderLayer(4, 2, { ...small, normFirst: true })),
  'encoder layer, GELU, padding': encode(
    new TransformerEncoderLayer(4, 2, { ...small, activation: 'gelu', epsilon: 1e-3 }),
  ),
  'encoder layer, without bias, causal': encode(
    new TransformerEncoderLayer(4, 2, { ...small, bias: false }),
    true,
  ),
  encoder: encode(new TransformerEncoder(4, 2, { ...small, layers: 2 })),
  'encoder, pre-norm': encode(new TransformerEncoder(4, 2, { ...small, layers: 2, normFirst: true })),
  decoder: decode(new TransformerDecoder(4, 2, { ...small, layers: 2, finalNorm: true })),
  'sinusoidal positions': plain((x) => new SinusoidalPositions(6).forward(x)),
  'rotary positions, halves': turn({}),
  'rotary positions, halves, base': turn({ base: 500 }),
  'rotary positions, neighbours': turn({ pairs: 'neighbours' }),
  'rotary positions, part': turn({ rotated: 4 }),
}

describe('attention is that of PyTorch', () => {
  it('all of the fixtures are checked', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(fixtures).sort())
  })

  it.each(Object.entries(cases))('%s', async (name, [module, call]) => {
    await checkLayer(fixtures[name]!, module, (whole, inputs, context) =>
      call(inputs, context)(whole as never),
    )
  })
})

describe('attention over sequences of any length', () => {
  it('compiles once, and padding changes nothing', async () => {
    const encoder = initialize(new TransformerEncoder(4, 2, { feedForward: 8, layers: 2 }), key)
    const learned = initialize(new LearnedPositions(10, 4), key)
    const positions = new SinusoidalPositions(4, 10)
    const forward = (x: Tensor, padding: Tensor) => {
      const placed = learned.forward(positions.forward(x))
      return encoder.forward(rotary(placed, { maximumLength: 10 }), inference(), { padding, causal: true })
    }
    let traces = 0
    const run = compile(
      (x: Tensor, padding: Tensor) => {
        traces++
        return forward(x, padding)
      },
      {
        engine,
        dynamic: [
          ['batch', 'sequence', null],
          ['batch', 'sequence'],
        ],
      },
    )
    const values = Array.from(key.normal(24))
    const short = { x: tensor(values.slice(0, 12), { shape: [1, 3, 4] }), padding: zeros([1, 3], 'bool') }
    const long = {
      x: tensor(values, { shape: [1, 6, 4] }),
      padding: tensor([[false, false, false, true, true, true]]),
    }
    const three = await (await run(short.x, short.padding)).data()
    const six = await (await run(long.x, long.padding)).data()
    expect(traces).toBe(1)
    for (const [index, value] of three.entries()) expect(Number(six[index])).toBeCloseTo(Number(value), 6)
    const fixed = compile(() => forward(short.x, short.padding), { engine })
    expect(await (await fixed()).data()).toEqual(three)
  })
})

describe('attention says what does not fit', () => {
  const attention = initialize(new MultiHeadAttention(4, 2), key)
  const x = zeros([2, 3, 4])

  it.each<[string, () => unknown, RegExp]>([
    ['heads', () => new MultiHeadAttention(6, 4), /size 6 does not divide into 4 heads/],
    ['axes', () => attention.forward(zeros([3, 4])), /the query has not three axes.*\[3, 4\]/],
    ['size', () => attention.forward(zeros([2, 3, 5])), /query: .* 4 elements along axis 2.*\[2, 3, 5\]/],
    [
      'values',
      () => attention.forward(x, inference(), { key: x, value: zeros([2, 5, 4]) }),
      /not one value for each key.*\[2, 3, 4\] and \[2, 5, 4\]/,
    ],
    [
      'padding',
      () => attention.forward(x, inference(), { padding: zeros([2, 4], 'bool') }),
      /padding mask.*\[2, 4\] and \[2, 3\]/,
    ],
    [
      'mask',
      () => attention.forward(x, inference(), { mask: zeros([3], 'bool') }),
      /mask has neither two.*\[3\]/,
    ],
    ['positions', () => new SinusoidalPositions(4, 2).forward(x), /at most 2 places.*\[2, 3, 4\]/],
    ['turning', () => rotary(zeros([1, 1, 3, 5])), /5 elements of the last axis cannot turn in pairs/],
  ])('%s', (_, wrong, message) => {
    expect(wrong).toThrow(message)
  })
})
