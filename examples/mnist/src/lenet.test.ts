import { batchesOf, inference, parametersOf, type Tensor, zeros } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { expect, it } from 'vitest'
import type { Digits } from './digits'
import { drawDigit } from './draw-digit'
import { lenet } from './lenet'
import { mistakesOf } from './mistakes'
import { readNpmDigits } from './npm-digits'
import { accuracyOf, train } from './train'

const size = (tensor: Tensor): number =>
  tensor.shape.reduce<number>((product, side) => product * Number(side), 1)

it('LeNet-5 has the 61,706 parameters of its table', () => {
  const parameters = Object.values(parametersOf(lenet.network()))
  expect(parameters.reduce((sum, tensor) => sum + size(tensor), 0)).toBe(61_706)
  expect(lenet.network().forward(zeros([2, 28, 28], 'uint8'), inference()).shape).toEqual([2, 10])
})

// Seconds, but 20 MB of JSON to parse on a machine that may be busy.
it('learns to read the digits of the npm package from a quarter of them', { timeout: 240_000 }, async () => {
  const digits = await readNpmDigits()
  expect([digits.train.images.shape, digits.test.images.shape]).toEqual([
    [8000, 28, 28],
    [2000, 28, 28],
  ])
  const some = async (part: Digits, rows: number): Promise<Digits> =>
    (await batchesOf(part, { size: rows })).at(0, 0)
  const engine = await onnxEngine()
  const { network } = await train({ ...lenet, epochs: 3 }, await some(digits.train, 2000), {
    engine,
    seed: 1,
  })
  const test = await some(digits.test, 500)
  const accuracy = await accuracyOf(network, test, engine)
  const mistakes = await mistakesOf(network, test, engine)
  await engine.close()
  console.log(`three epochs of 1,600 digits: ${accuracy}`)
  expect(accuracy).toBeGreaterThan(0.75)
  expect(mistakes.length).toBe(Math.round(500 * (1 - accuracy)))
  expect(mistakes[0]!.read).not.toBe(mistakes[0]!.truth)
})

it('draws a digit as text', () => {
  const bar = Array.from({ length: 784 }, (_, at) => (at % 28 === 3 ? 255 : 0))
  expect(drawDigit(bar)).toEqual(Array(14).fill(`   @${' '.repeat(24)}`))
})
