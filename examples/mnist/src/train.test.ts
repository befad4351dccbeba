import { type Engine, tensor } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Digits, hasMnist, mnistFolder, readMnist } from './digits'
import { recipes } from './recipes'
import { accuracyOf, train } from './train'

/** Ten images of 28 × 28, each a bright bar at the height of its digit, `rows` of them with noise. */
function bars(rows: number): Digits {
  const labels = Int32Array.from({ length: rows }, (_, row) => (7 * row) % 10)
  const images = Uint8Array.from({ length: rows * 784 }, (_, at) => {
    const height = Math.floor((at % 784) / 28)
    const isBar = Math.floor(height / 2.8) === labels[Math.floor(at / 784)]
    return (isBar ? 150 : 0) + ((at * 7919) % 101)
  })
  return { images: tensor(images, { shape: [rows, 28, 28] }), labels: tensor(labels) }
}

describe('train', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it.each([
    { name: 'mlp', epochs: 3, atLeast: 0.9 },
    { name: 'cnn', epochs: 12, atLeast: 0.5 },
  ] as const)(
    '$name learns what it is shown, the same for the same seed',
    async ({ name, epochs, atLeast }) => {
      const recipe = { ...recipes[name], epochs }
      const digits = bars(640)
      const [first, second, other] = [
        await train(recipe, digits, { engine, seed: 1 }),
        await train(recipe, digits, { engine, seed: 1 }),
        await train({ ...recipe, epochs: 1 }, digits, { engine, seed: 2 }),
      ]
      expect(await accuracyOf(first.network, bars(100), engine)).toBeGreaterThan(atLeast)
      expect(first.history).toHaveLength(epochs)
      expect(second.history).toEqual(first.history)
      expect(other.history[0]!.loss).not.toBe(first.history[0]!.loss)
    },
  )

  it('reads most handwritten digits after two epochs of a twelfth of them', async (context) => {
    if (!hasMnist()) context.skip(`no MNIST in ${mnistFolder}`)
    const { train: digits, test } = await readMnist()
    expect([digits.images.shape, test.images.shape]).toEqual([
      [60000, 28, 28],
      [10000, 28, 28],
    ])
    const few: Digits = {
      images: tensor((await digits.images.data()).slice(0, 5000 * 784), { shape: [5000, 28, 28] }),
      labels: tensor((await digits.labels.data()).slice(0, 5000)),
    }
    const { network } = await train({ ...recipes.mlp, epochs: 2 }, few, { engine, seed: 1 })
    const accuracy = await accuracyOf(network, test, engine)
    expect(accuracy).toBeGreaterThan(0.85)
  })
})
