import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tinyModel } from './fixtures/models'
import { hardTexts, rowsOf } from './fixtures/rows'
import { TextClassifier } from './text-classifier'

const residentMegabytes = () => process.memoryUsage().rss / 2 ** 20

/** The process's memory. The tiny model's gradients alone are 4 MB: one of them kept a step would be 400 MB. */
describe('memory', () => {
  /** After each training step. */
  const steps: number[] = []
  let classifier: TextClassifier
  beforeAll(async () => {
    classifier = await TextClassifier.finetune(await tinyModel(), {
      train: rowsOf(80, ['spam', 'work']),
      epochs: 11,
      batchSize: 8,
      maxLength: 32,
      onWarning: () => undefined,
      onProgress: ({ phase }) => {
        if (phase === 'train') steps.push(residentMegabytes())
      },
    })
  })
  afterAll(() => classifier.close())

  it('is the same after 110 training steps as after ten, to 30 MB', () => {
    expect(steps).toHaveLength(110)
    const growth = Math.max(...steps.slice(-10)) - steps[9]!
    console.log(`110 steps: ${steps[9]!.toFixed(0)} MB and ${growth.toFixed(1)} more`)
    expect(growth).toBeLessThan(30)
  })

  it('is the same after 300 predictions as after ten, to 15 MB', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const predict = async (count: number) => {
      for (let i = 0; i < count; i++) await classifier.predict(hardTexts[i % hardTexts.length]!)
      collect()
      await new Promise((resolve) => setTimeout(resolve, 20))
      return residentMegabytes()
    }
    const before = await predict(10)
    const growth = (await predict(300)) - before
    console.log(`300 predictions: ${before.toFixed(0)} MB and ${growth.toFixed(1)} more`)
    expect(growth).toBeLessThan(15)
  })
})
