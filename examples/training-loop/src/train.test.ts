import { RandomKey } from '@graftjs/base'
import { onnxEngine } from '@graftjs/onnx'
import { describe, expect, it } from 'vitest'
import { drawSpirals } from './spirals'
import { train } from './train'

describe('a training loop by hand', () => {
  it('learns spirals, which no straight line tells apart, and does so again to the bit', async () => {
    const engine = await onnxEngine()
    const [learnt, held] = [drawSpirals(640, RandomKey.from(2)), drawSpirals(300, RandomKey.from(3))]
    const { accuracy, losses } = await train(learnt, held, { engine, epochs: 40 })
    const again = await train(learnt, held, { engine, epochs: 40 })
    await engine.close()
    expect(accuracy).toBeGreaterThan(0.85)
    expect(losses).toHaveLength(400)
    expect(losses[0]).toBeCloseTo(Math.log(3), 0)
    expect(again.losses).toEqual(losses)
  })
})
