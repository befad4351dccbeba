import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../methods'
import { sum } from '../ops/broadcast'
import { tensor, zeros } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { compile } from '../transform/compile'
import { grad } from '../transform/grad'
import { checkLayer, fixturesIn } from './fixtures/check-layer'
import { ForwardContext, inference } from './forward-context'
import { GRU } from './gru'
import { LSTM } from './lstm'
import { initialize } from './module'
import type { RecurrentOptions } from './recurrent'
import { RNN } from './rnn'

const fixtures = fixturesIn('recurrent.json')
const engine = referenceEngine()
const key = RandomKey.from(3)

/** What the name of a case says of its options. */
const optionsOf = (name: string): RecurrentOptions => ({
  layers: name.includes('two layers') ? 2 : 1,
  bidirectional: name.includes('both directions'),
  bias: !name.includes('without bias'),
})

type Named = Readonly<Record<string, Tensor>>

describe('recurrent layers are those of PyTorch', () => {
  it.each(Object.keys(fixtures))('%s', async (name) => {
    const options = optionsOf(name)
    const layer = name.startsWith('LSTM')
      ? new LSTM(3, 2, options)
      : name.startsWith('GRU')
        ? new GRU(3, 2, options)
        : new RNN(3, 2, { ...options, activation: name.includes('ReLU') ? 'relu' : 'tanh' })
    await checkLayer(fixtures[name]!, layer, (module, { x, lengths, hidden, cell }: Named, context) => {
      const state = hidden && { hidden, cell: cell ?? hidden }
      const result: Named = module.forward(x!, context, { lengths, state })
      return [result['outputs']!, result['hidden']!, ...(result['cell'] ? [result['cell']] : [])]
    })
  })
})

describe('a recurrent layer', () => {
  it('compiles once for all lengths of sequences and sizes of batches', async () => {
    const lstm = initialize(new LSTM(3, 2, { bidirectional: true }), key)
    let traces = 0
    const run = compile(
      (x: Tensor, lengths: Tensor) => {
        traces++
        const loss = (input: Tensor) => sum(lstm.forward(input, inference(), { lengths }).outputs)
        return { result: lstm.forward(x, inference(), { lengths }), slope: grad(loss)(x) }
      },
      { engine, dynamic: [['batch', 'sequence', null], ['batch']] },
    )
    const x = tensor([[[1, 2, 3]], [[4, 5, 6]]])
    const short = await run(x, tensor([1, 1], { dtype: 'int32' }))
    const padded = tensor([
      [
        [1, 2, 3],
        [9, 9, 9],
        [7, 7, 7],
      ],
    ])
    const long = await run(padded, tensor([1], { dtype: 'int32' }))
    expect(traces).toBe(1)
    // What is padding changes nothing, and gets no gradient.
    const [first] = (await short.result.hidden.array()) as number[][][]
    const [same] = (await long.result.hidden.array()) as number[][][]
    expect(same![0]).toEqual(first![0])
    expect((await long.result.outputs.array()) as number[][][]).toMatchObject([
      [{}, [0, 0, 0, 0], [0, 0, 0, 0]],
    ])
    expect((await long.slope.array()) as number[][][]).toMatchObject([[{}, [0, 0, 0], [0, 0, 0]]])
  })

  it('drops outputs between its layers, in training alone', async () => {
    const gru = initialize(new GRU(2, 64, { layers: 2, dropout: 0.5 }), key)
    const x = zeros([1, 3, 2])
    const run = async (context: ForwardContext) => {
      const { outputs } = await compile(() => gru.forward(x, context), { engine })()
      return outputs.data()
    }
    expect(await run(inference())).toEqual(await run(inference()))
    expect(await run(new ForwardContext(key))).not.toEqual(await run(inference()))
    expect(await run(new ForwardContext(key))).toEqual(await run(new ForwardContext(key)))
  })

  it('says what does not fit', () => {
    const lstm = initialize(new LSTM(3, 2), key)
    const x = zeros([2, 4, 3])
    expect(() => lstm.forward(zeros([4, 3]))).toThrow(/LSTM: .*\[batch, sequence, inputs\]/)
    expect(() => lstm.forward(zeros([2, 4, 5]))).toThrow(/LSTM: .* 3 elements along axis 2.*\[2, 4, 5\]/)
    expect(() => lstm.forward(x, inference(), { lengths: zeros([3], 'int32') })).toThrow(/lengths: .*\[3\]/)
    expect(() => lstm.forward(x, inference(), { lengths: zeros([2]) })).toThrow(/float32, not int32/)
    const hidden = zeros([1, 2, 2])
    expect(() => lstm.forward(x, inference(), { state: { hidden, cell: zeros([2, 2]) } })).toThrow(
      /the state's cell .*\[2, 2\] and \[1, 2, 2\]/,
    )
    expect(() => new LSTM(3, 0)).toThrow(/LSTM: hidden is 0/)
  })
})
