import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../../methods'
import { tensor } from '../../tensor/create'
import type { Tensor } from '../../tensor/tensor'
import { ObservedEngine } from '../../testing/contract/observed-engine'
import { referenceEngine } from '../../testing/reference/reference-engine'
import { compile } from '../../transform/compile'
import { valueAndGrad } from '../../transform/grad'
import { add, multiply } from '../arithmetic'
import { sum } from '../broadcast'
import { convolve, convolveBiased } from '../convolution'
import { reshape } from '../reshape'
import { scaleChannels } from './scale-channels'

let drawn = 0
const random = (shape: readonly number[]) => {
  const count = shape.reduce((product, size) => product * size, 1)
  return tensor(Float32Array.from(RandomKey.from(drawn++).normal(count)), { shape })
}

type Arguments = Readonly<Record<'x' | 'filter' | 'bias' | 'scale' | 'offset', Tensor>>
type Convolve = (given: Arguments) => Tensor

describe('scaleChannels', () => {
  const given = {
    x: random([2, 4, 5, 5]),
    filter: random([6, 2, 3, 3]),
    bias: random([6]),
    scale: random([6]),
    offset: random([6]),
  }
  const options = { groups: 2, stride: 2, padding: 1 } as const
  const weights = random([2, 6, 3, 3])

  it.each<[string, Convolve]>([
    ['a convolution', ({ x, filter }) => convolve(x, filter, options)],
    ['one with a bias', ({ x, filter, bias }) => convolveBiased(x, filter, bias, options)],
  ])('of %s has the value and the gradients of a product and a sum after it', async (_, convolved) => {
    const engine = new ObservedEngine(referenceEngine())
    const derivatives = (apart: boolean) =>
      compile(
        valueAndGrad((arguments_: Arguments) => {
          const seen = convolved(arguments_)
          const column = (vector: Tensor) => reshape(vector, [6, 1, 1])
          const y = apart
            ? add(multiply(seen, column(arguments_.scale)), column(arguments_.offset))
            : scaleChannels(seen, arguments_.scale, arguments_.offset)
          return sum(multiply(multiply(y, y), weights))
        }),
        { engine },
      )
    const [wanted, found] = [await derivatives(true)(given), await derivatives(false)(given)]
    const passes = engine.graphs.map(
      ({ nodes }) =>
        nodes.filter(({ outputs }) => String(outputs[0]!.shape) === String(weights.shape)).length,
    )
    expect(passes[1]).toBeLessThan(passes[0]! - 2)
    expect(await found.value.item()).toBeCloseTo(await wanted.value.item(), 3)
    for (const [name, gradient] of Object.entries(wanted.gradients)) {
      const numbers = await found.gradients[name as keyof Arguments].data()
      for (const [index, value] of (await gradient.data()).entries()) {
        expect(Math.abs(Number(numbers[index]) - Number(value))).toBeLessThan(1e-3)
      }
    }
  })
})
