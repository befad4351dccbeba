import { RandomKey } from '@graftjs/base'
import { compile, type Engine, inference, initialize, type Tensor } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answers } from './answer'
import { NextLetter } from './network'
import { answerOf, questionOf, splitSums } from './sums'
import { alphabet, encode } from './text'
import { train } from './train'

describe('sums as texts', () => {
  it('have two digits a number, and the ones first in the answer', () => {
    expect(questionOf([7, 85]) + answerOf([7, 85])).toBe('07+85=290')
    expect(questionOf([99, 99]) + answerOf([99, 99])).toBe('99+99=891')
  })

  it('are all 10,000, none of them on both sides', () => {
    const { learnt, held } = splitSums(8000, RandomKey.from(1))
    expect(held).toHaveLength(2000)
    expect(new Set([...learnt, ...held].map(questionOf)).size).toBe(10_000)
  })
})

describe('the transformer', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it('does not see what follows: another last letter changes the logits of that place alone', async () => {
    const network = initialize(new NextLetter(), RandomKey.from(1))
    const logits = compile((ids: Tensor) => network.forward(ids, inference()), { engine })
    const [one, other] = [
      await (await logits(encode(['27+85=21']))).data(),
      await (await logits(encode(['27+85=29']))).data(),
    ]
    const before = 7 * alphabet.length
    expect(one.subarray(0, before)).toEqual(other.subarray(0, before))
    expect(one.subarray(before)).not.toEqual(other.subarray(before))
  })

  it('learns more in two epochs than how often each digit occurs, and writes what it finds likely', async () => {
    const { learnt, held } = splitSums(8000, RandomKey.from(1))
    const { network, losses } = await train(learnt, { engine, epochs: 2 })
    expect(losses[0]).toBeGreaterThan(2)
    // Guessing costs log 10 for the ones and the tens, and log 2 for the hundreds.
    const guessing = (2 * Math.log(10) + Math.log(2)) / 3
    const last = losses.slice(-10)
    expect(last.reduce((sum, loss) => sum + loss) / last.length).toBeLessThan(0.9 * guessing)

    const sums = held.slice(0, 30)
    const written = await answers(network, sums, engine)
    const whole = encode(sums.map((sum, row) => questionOf(sum) + written[row]!.slice(0, 2)))
    const likely = await compile((ids: Tensor) => network.forward(ids, inference()).argMax(-1), { engine })(
      whole,
    )
    const lastThree = (await likely.array()) as number[][]
    expect(
      lastThree.map((row) =>
        row
          .slice(-3)
          .map((id) => alphabet[id])
          .join(''),
      ),
    ).toEqual(written)
  })
})
