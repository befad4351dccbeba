import { RandomKey } from '@graftjs/base'
import { inference, initialize, parametersOf, summary, zeros } from '@graftjs/core'
import { describe, expect, it } from 'vitest'
import { cnn, mlp } from './networks'

describe('the networks', () => {
  // What Keras's `model.summary()` prints of the same layers.
  it.each([
    { network: mlp, parameters: 101_770 },
    { network: cnn, parameters: 458_890 },
  ])('$network.name has $parameters parameters and ten logits', ({ network, parameters }) => {
    expect(summary(network(), { shape: ['batch', 28, 28], dtype: 'uint8' }).trainable.elements).toBe(
      parameters,
    )
    expect(network().forward(zeros([5, 28, 28], 'uint8'), inference()).shape).toEqual([5, 10])
  })

  it('begins as Keras does: weights within Glorot and Bengio’s bound, biases 0', async () => {
    const first = parametersOf(initialize(mlp(), RandomKey.from(1)))
    const weight = Array.from(await first['2.weight']!.data(), Number)
    const bound = Math.sqrt(6 / (784 + 128))
    expect(Math.max(...weight.map(Math.abs))).toBeLessThanOrEqual(bound)
    expect(weight.filter((value) => Math.abs(value) > 0.9 * bound).length / weight.length).toBeCloseTo(0.1, 2)
    expect(await first['2.bias']!.array()).toEqual(Array(128).fill(0))
  })
})
