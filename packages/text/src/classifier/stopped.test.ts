import { existsSync } from 'node:fs'
import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { type Progress, RandomKey } from '@graftjs/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { miniLM, temporaryFolder, tinyModel } from './fixtures/models'
import { hardTexts, rowsOf } from './fixtures/rows'
import { type FinetuneOptions, TextClassifier } from './text-classifier'

type Label = 'spam' | 'work'

const aborted = { code: 'aborted', name: 'GraftError' }
/** Five steps an epoch; more validation rows than are predicted at a time. */
const options: FinetuneOptions<Label> = {
  train: rowsOf(40, ['spam', 'work']),
  validation: rowsOf(300, ['spam', 'work'], 2),
  epochs: 3,
  batchSize: 8,
  learningRate: 2e-3,
  maxLength: 24,
  onWarning: () => undefined,
}

/** Everything that a run leads to, without its times. */
async function resultOf(classifier: TextClassifier<Label>) {
  const { training, validation } = classifier
  const { losses, history, steps } = training!
  const predictions = await classifier.predict(hardTexts)
  await classifier.close()
  return { losses, history, steps, predictions, logLoss: validation?.report.logLoss }
}

describe('a fine-tuning that is stopped', () => {
  let model: string
  let whole: Awaited<ReturnType<typeof resultOf>>
  const run = (changes: Partial<FinetuneOptions<Label>> = {}) =>
    TextClassifier.finetune(model, { ...options, ...changes })

  /** Runs until `when` says so of a progress; the signal fires `later` milliseconds after that. */
  async function stop(
    changes: Partial<FinetuneOptions<Label>>,
    when: (progress: Progress) => boolean,
    later?: number,
  ) {
    const controller = new AbortController()
    const onProgress = (progress: Progress) => {
      if (!when(progress)) return
      if (later === undefined) controller.abort()
      else setTimeout(() => controller.abort(), later)
    }
    const error = await run({ ...changes, signal: controller.signal, onProgress }).catch((reason) => reason)
    expect(error).toMatchObject(aborted)
    return error as { message: string; details: { step: number } }
  }

  beforeAll(async () => {
    model = await tinyModel()
    whole = await resultOf(await run())
  })

  it('in the middle of steps goes on from the last whole one, to the same bits', async () => {
    const checkpoint = join(await temporaryFolder(), 'run')
    const delays = RandomKey.from(5).uniform(4)
    for (const [turn, step] of [1, 4, 9, 12].entries()) {
      const error = await stop({ checkpoint }, (progress) => progress.step === step, 4 * delays[turn]!)
      const { step: kept } = error.details
      expect(kept).toBeGreaterThanOrEqual(step)
      expect(error.message).toContain(checkpoint)
      const names = (await readdir(checkpoint)).sort()
      expect(names.at(-1)).toBe(`step-${String(kept).padStart(8, '0')}.safetensors`)
    }
    expect(await resultOf(await run({ checkpoint }))).toEqual(whole)
  })

  it('while it validates does that again', async () => {
    const checkpoint = join(await temporaryFolder(), 'run')
    let validations = 0
    const error = await stop({ checkpoint }, ({ phase }) => phase === 'validate' && ++validations === 3)
    expect(error.details.step).toBe(10)
    expect(await resultOf(await run({ checkpoint }))).toEqual(whole)
  })

  it('before it starts leaves nothing', async () => {
    const checkpoint = join(await temporaryFolder(), 'run')
    await expect(run({ checkpoint, signal: AbortSignal.abort() })).rejects.toMatchObject(aborted)
    expect(existsSync(checkpoint)).toBe(false)
  })

  it('while it tokenizes leaves nothing', async () => {
    const checkpoint = join(await temporaryFolder(), 'run')
    const train = rowsOf(2_000, ['spam', 'work']).map(({ text, label }) => ({ text: text.repeat(20), label }))
    await stop({ checkpoint, train }, ({ phase }) => phase === 'prepare')
    expect(existsSync(checkpoint)).toBe(false)
  })

  it('while it waits for a row does not wait any longer', async () => {
    const controller = new AbortController()
    let closed = false
    const stalled: AsyncIterable<never> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => setTimeout(() => controller.abort(), 20)),
        return: async () => {
          closed = true
          return { done: true, value: undefined }
        },
      }),
    }
    await expect(run({ train: stalled, signal: controller.signal })).rejects.toMatchObject(aborted)
    expect(closed).toBe(true)
  })

  it('stops MiniLM within a step', async () => {
    const controller = new AbortController()
    const { signal } = controller
    let stepped = 0
    let longest = 0
    let stoppedAt = 0
    const onProgress = ({ step, phase }: Progress) => {
      if (phase !== 'train') return
      const now = performance.now()
      if (step > 2) longest = Math.max(longest, now - stepped)
      stepped = now
      if (step < 4) return
      setTimeout(() => {
        stoppedAt = performance.now()
        controller.abort()
      }, 30)
    }
    const { validation: _, ...rows } = options
    const running = TextClassifier.finetune(miniLM, { ...rows, signal, onProgress })
    await expect(running).rejects.toMatchObject({ ...aborted, details: { step: expect.any(Number) } })
    const took = performance.now() - stoppedAt
    console.log(`stopped ${took.toFixed(0)} ms after the signal; a step takes ${longest.toFixed(0)} ms`)
    expect(took).toBeLessThan(longest + 250)
  })

  it('goes on from the checkpoint before a damaged one, to the same bits, and says so', async () => {
    const folder = join(await temporaryFolder(), 'run')
    await stop({ checkpoint: { folder, everySteps: 2 } }, ({ step }) => step === 7)
    expect((await readdir(folder)).sort()).toEqual(['step-00000005.safetensors', 'step-00000007.safetensors'])
    await truncate(join(folder, 'step-00000007.safetensors'), 1_000_000)
    const seen: Progress[] = []
    const resumed = await run({ checkpoint: folder, onProgress: (progress) => seen.push(progress) })
    expect(seen[0]).toMatchObject({ step: 5, message: expect.stringContaining('step-00000007') })
    expect(await resultOf(resumed)).toEqual(whole)
  })

  it('has nothing left to do once it has finished', async () => {
    const checkpoint = join(await temporaryFolder(), 'run')
    await (await run({ checkpoint })).close()
    const seen: Progress[] = []
    const again = await run({ checkpoint, onProgress: (progress) => seen.push(progress) })
    expect(seen.filter(({ phase }) => phase === 'train')).toEqual([])
    expect(await resultOf(again)).toEqual(whole)
  })

  it('beside another one, each gives the bits that it gives alone', async () => {
    const other = { seed: 9, batchSize: 5, maxLength: 16, train: rowsOf(30, ['spam', 'work'], 3) } as const
    const alone = await resultOf(await run(other))
    const [first, second] = await Promise.all([run(), run(other)])
    expect(await resultOf(first)).toEqual(whole)
    expect(await resultOf(second)).toEqual(alone)
  })
})

describe('a prediction that is stopped', () => {
  let classifier: TextClassifier<Label>
  const many = rowsOf(600, ['spam', 'work'], 4)
  const texts = many.map(({ text }) => text)
  beforeAll(async () => {
    const { validation: _, ...rows } = options
    classifier = await TextClassifier.finetune(await tinyModel(), { ...rows, epochs: 1 })
  })
  afterAll(() => classifier.close())

  it('before it starts', async () => {
    const signal = AbortSignal.abort()
    await expect(classifier.predict('x', { signal })).rejects.toMatchObject(aborted)
    await expect(classifier.evaluate(many, { signal })).rejects.toMatchObject(aborted)
    const stream = classifier.predictAll(texts, { signal })[Symbol.asyncIterator]()
    await expect(stream.next()).rejects.toMatchObject(aborted)
  })

  it('in the middle, and can be made again', async () => {
    const wanted = await classifier.predict(texts, { batchSize: 2 })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 20)
    const running = classifier.predict(texts, { batchSize: 2, signal: controller.signal })
    await expect(running).rejects.toMatchObject(aborted)
    expect(await classifier.predict(texts, { batchSize: 2 })).toEqual(wanted)
  })

  it('in the middle of a stream', async () => {
    const controller = new AbortController()
    let given = 0
    const reading = async () => {
      for await (const _ of classifier.predictAll(texts, { batchSize: 4, signal: controller.signal })) {
        if (++given === 8) controller.abort()
      }
    }
    await expect(reading()).rejects.toMatchObject(aborted)
    expect(given).toBe(8)
  })

  it('while a stream gives nothing, which is told to stop', async () => {
    const controller = new AbortController()
    let closed = false
    const stalled: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => setTimeout(() => controller.abort(), 20)),
        return: async () => {
          closed = true
          return { done: true, value: undefined }
        },
      }),
    }
    const stream = classifier.predictAll(stalled, { signal: controller.signal })[Symbol.asyncIterator]()
    await expect(stream.next()).rejects.toMatchObject(aborted)
    expect(closed).toBe(true)
  })

  it('in the middle of an evaluation', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    const running = classifier.evaluate(many, { signal: controller.signal, onProgress })
    await expect(running).rejects.toMatchObject(aborted)
  })
})
