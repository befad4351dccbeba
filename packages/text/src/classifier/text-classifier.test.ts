import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Progress } from '@graftjs/base'
import type { Prediction } from '@graftjs/classifier'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { DataWarning } from '../rows/text-input'
import type { Classifier } from './contract'
import { temporaryFolder, tinyModel } from './fixtures/models'
import { hardTexts, rowsOf } from './fixtures/rows'
import { type FinetuneOptions, TextClassifier } from './text-classifier'

type Label = 'spam' | 'work'

const train = rowsOf(48, ['spam', 'work'])
const test = rowsOf(50, ['spam', 'work'], 2)
const warnings: DataWarning[] = []
const options: FinetuneOptions<Label> = {
  train,
  epochs: 6,
  batchSize: 8,
  learningRate: 3e-3,
  maxLength: 24,
  seed: 3,
  onWarning: (warning) => warnings.push(warning),
}

describe('TextClassifier', () => {
  let model: string
  let classifier: TextClassifier<Label>
  const progress: Progress[] = []
  beforeAll(async () => {
    model = await tinyModel()
    classifier = await TextClassifier.finetune(model, {
      ...options,
      validation: 0.2,
      onProgress: (event) => progress.push(event),
    })
  })
  afterAll(() => classifier.close())

  it('learns what can be told apart, and keeps the labels and their types', async () => {
    expectTypeOf(classifier).toExtend<Classifier<Label>>()
    expect(classifier.labels).toEqual(['spam', 'work'])
    const { report, mistakes } = await classifier.evaluate(test)
    expect(report.accuracy.value).toBe(1)
    expect(mistakes).toEqual([])
    const one = await classifier.predict('click for free money')
    expectTypeOf(one).toEqualTypeOf<Prediction<Label>>()
    expect(one.label).toBe('spam')
    expect(one.score).toBe(one.scores.spam)
    expect(one.scores.spam + one.scores.work).toBeCloseTo(1, 12)
  })

  it('says how and where it was trained', async () => {
    expect(classifier.device).toBe('cpu')
    const { training, validation } = classifier
    expect(training).toMatchObject({ model, steps: 30, validationRows: 10, rows: { spam: 19, work: 19 } })
    expect(training!.device).toMatch(/^onnx \((native|binding), cpu, ONNX Runtime /)
    expect(training!.settings).toMatchObject({ epochs: 6, batchSize: 8, maxLength: 24, weightDecay: 0.01 })
    expect(training!.losses).toHaveLength(30)
    expect(training!.history.map(({ epoch, step }) => [epoch, step])).toEqual(
      [1, 2, 3, 4, 5, 6].map((epoch) => [epoch, 5 * epoch]),
    )
    const last = training!.history.at(-1)!.validation!
    expect(validation!.report.logLoss).toBe(last['loss'])
    expect(validation!.report.rows).toBe(10)
    expect((await classifier.evaluate(test)).device).toBe('cpu')
  })

  it('tells its progress: steps that only rise, with the time that is left', () => {
    const steps = progress.filter(({ phase }) => phase === 'train')
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect(steps.map(({ epoch }) => epoch)).toEqual(steps.map(({ step }) => Math.ceil(step / 5)))
    expect(steps.map(({ loss }) => loss)).toEqual(classifier.training!.losses)
    for (const { secondsLeft, examplesPerSecond, steps: all, epochs } of steps) {
      expect({ all, epochs }).toEqual({ all: 30, epochs: 6 })
      expect(secondsLeft).toBeGreaterThanOrEqual(0)
      expect(examplesPerSecond).toBeGreaterThan(0)
    }
    expect(steps.at(-1)!.secondsLeft).toBe(0)
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(new Set(['train', 'validate']))
    // Linear warm-up over a tenth of the steps, then down to the last share above zero.
    const rates = steps.map(({ learningRate }) => learningRate!)
    expect(rates.indexOf(Math.max(...rates))).toBe(3)
    expect(rates.at(-1)).toBeCloseTo(3e-3 / 27, 12)
  })

  it('predicts an array as it does single texts, in order, whatever the batches', async () => {
    const single: Prediction<Label>[] = []
    for (const text of hardTexts) single.push(await classifier.predict(text))
    for (const batchSize of [1, 3, 100]) {
      const many = await classifier.predict(hardTexts, { batchSize })
      many.forEach((prediction, row) => {
        expect(prediction.label).toBe(single[row]!.label)
        // A text may be padded beside a longer one, which may round differently.
        expect(Math.abs(prediction.scores.spam - single[row]!.scores.spam)).toBeLessThan(1e-6)
      })
    }
    expect(await classifier.predict([])).toEqual([])
    expect(await classifier.predict([...hardTexts])).toEqual(await classifier.predict(hardTexts))
  })

  it('predicts a stream in order, no further ahead than a batch', async () => {
    const many = Array.from({ length: 40 }, (_, i) => test[i]!.text)
    const wanted = await classifier.predict(many)
    let given = 0
    let closed = false
    async function* stream() {
      try {
        for (const text of many) {
          given += 1
          yield text
        }
      } finally {
        closed = true
      }
    }
    let got = 0
    for await (const { label, score } of classifier.predictAll(stream(), { batchSize: 4 })) {
      expect(label).toBe(wanted[got]!.label)
      expect(score).toBeCloseTo(wanted[got]!.score, 6)
      got += 1
      expect(given).toBeLessThanOrEqual(got + 8)
      if (got === 10) break
    }
    expect(closed).toBe(true)
    expect(given).toBeLessThan(20)
  })

  it('gives a stream that waits for an answer what it has', async () => {
    const answers: string[] = []
    async function* conversation() {
      yield 'win a free phone'
      while (answers.length < 1) await pause(1)
      yield 'the report for the meeting'
    }
    for await (const { label } of classifier.predictAll(conversation())) answers.push(label)
    expect(answers).toEqual(['spam', 'work'])
  })

  it('evaluates to the measures of its predictions', async () => {
    const rows = [...test, { text: 'win free money now', label: 'work' as const }]
    const seen: Progress[] = []
    const evaluation = await classifier.evaluate(rows, {
      positive: 'spam',
      batchSize: 2,
      onProgress: (event) => seen.push(event),
    })
    const predictions = await classifier.predict(rows.map(({ text }) => text))
    expect(evaluation.predictions.map(({ label }) => label)).toEqual(predictions.map(({ label }) => label))
    expect(evaluation.truths).toEqual(rows.map(({ label }) => label))
    const right = rows.filter(({ label }, row) => label === predictions[row]!.label).length
    expect(evaluation.report.accuracy.value).toBe(right / rows.length)
    expect(evaluation.report.positive).toBe('spam')
    const logLoss = -rows
      .map(({ label }, row) => Math.log(predictions[row]!.scores[label]))
      .reduce((sum, value, _, all) => sum + value / all.length, 0)
    expect(evaluation.report.logLoss).toBeCloseTo(logLoss, 5)
    expect(evaluation.mistakes).toEqual([
      expect.objectContaining({ row: 50, truth: 'work', predicted: 'spam', text: 'win free money now' }),
    ])
    expect(seen.map(({ step }) => step)).toEqual([16, 32, 48, 51])
    for (const { phase, secondsLeft, steps } of seen) {
      expect({ phase, steps }).toEqual({ phase: 'evaluate', steps: 51 })
      expect(secondsLeft).toBeGreaterThanOrEqual(0)
    }
  })

  it('predicts bit-equally once it is saved and loaded, twice over', async () => {
    const wanted = await classifier.predict(hardTexts)
    const first = join(await temporaryFolder(), 'first')
    await classifier.save(first)
    const loaded = await TextClassifier.load(first)
    expect(loaded.labels).toEqual(classifier.labels)
    expect(await loaded.predict(hardTexts)).toEqual(wanted)
    const second = join(await temporaryFolder(), 'second')
    await loaded.save(second)
    for (const name of ['model.safetensors', 'onnx/model.onnx', 'config.json', 'tokenizer_config.json']) {
      const [one, other] = [await readFile(join(first, name)), await readFile(join(second, name))]
      expect(one.equals(other), name).toBe(true)
    }
    await loaded.close()
  })

  it('replaces its own earlier folder', async () => {
    const folder = join(await temporaryFolder(), 'model')
    await classifier.save(folder)
    await classifier.save(folder)
    expect(await (await TextClassifier.load(folder)).predict(hardTexts)).toEqual(
      await classifier.predict(hardTexts),
    )
  })

  it('writes a card with the data, the settings and the results', async () => {
    const folder = join(await temporaryFolder(), 'model')
    await classifier.save(folder)
    const card = await readFile(join(folder, 'README.md'), 'utf8')
    expect(card).toMatch(/\| spam \| 19 \|/)
    expect(card).toMatch(/\| learningRate \| 0\.003 \|/)
    expect(card).toMatch(/On 10 validation texts/)
    expect(card).toMatch(/Accuracy 1\.000/)
  })

  it('goes on from a folder that it saved: the head is kept for the same labels only', async () => {
    const folder = join(await temporaryFolder(), 'model')
    await classifier.save(folder)
    const short = { ...options, epochs: 1, learningRate: 1e-9 }
    const same = await TextClassifier.finetune(folder, short)
    expect((await same.evaluate(test)).report.accuracy.value).toBe(1)
    const renamed = await TextClassifier.finetune(folder, {
      train: train.map(({ text, label }) => ({ text, label: label.toUpperCase() })),
      epochs: 1,
      learningRate: 1e-9,
      onWarning: () => undefined,
    })
    const { scores } = await renamed.predict('win free money')
    expect(Math.abs(scores['SPAM']! - 0.5)).toBeLessThan(0.3)
  })

  it('gives the same bits for the same seed, rows and settings', async () => {
    const again = await TextClassifier.finetune(model, { ...options, validation: 0.2 })
    expect(again.training!.losses).toEqual(classifier.training!.losses)
    expect(await again.predict(hardTexts)).toEqual(await classifier.predict(hardTexts))
    const other = await TextClassifier.finetune(model, { ...options, validation: 0.2, seed: 4 })
    expect(other.training!.losses).not.toEqual(classifier.training!.losses)
  })

  it('takes rows from iterables and functions', async () => {
    const short = { ...options, epochs: 1 }
    const plain = await TextClassifier.finetune(model, short)
    async function* stream() {
      for (const row of train) {
        await null
        yield row
      }
    }
    for (const source of [new Set(train), stream(), () => stream(), async () => train]) {
      const same = await TextClassifier.finetune(model, { ...short, train: source })
      expect(same.training!.losses).toEqual(plain.training!.losses)
    }
  })

  it('weighs classes', async () => {
    const rare = train.filter(({ label }, row) => label === 'work' || row % 12 === 0)
    const text = 'the patch and this phone please'
    const scoreOf = async (classWeight?: FinetuneOptions<Label>['classWeight']) => {
      const trained = await TextClassifier.finetune(model, {
        ...options,
        train: rare,
        epochs: 2,
        ...(classWeight ? { classWeight } : {}),
      })
      return (await trained.predict(text)).scores.spam
    }
    const plain = await scoreOf()
    const balanced = await scoreOf('balanced')
    expect(balanced).toBeGreaterThan(plain + 0.01)
    const [spam, work] = [4, 24]
    expect(await scoreOf({ spam: 28 / (2 * spam), work: 28 / (2 * work) })).toBe(balanced)
    expect(warnings.map(({ kind }) => kind)).toContain('imbalance')
  })

  it('warns of texts that are cut, and reads no further', async () => {
    warnings.length = 0
    const long = train.map(({ text, label }, row) => ({
      text: row < 12 ? `${text} `.repeat(9) : text,
      label,
    }))
    const cut = await TextClassifier.finetune(model, { ...options, train: long, epochs: 1, maxLength: 16 })
    const [warning] = warnings.filter(({ kind }) => kind === 'truncated-texts')
    expect(warning).toMatchObject({ count: expect.any(Number), message: expect.stringMatching(/16 tokens/) })
    expect(warning!.count).toBeGreaterThanOrEqual(12)
    const text = 'meeting '.repeat(14)
    expect(await cut.predict(text)).toEqual(await cut.predict(`${text} free free free`))
    const folder = join(await temporaryFolder(), 'model')
    await cut.save(folder)
    const loaded = await TextClassifier.load(folder)
    expect(await loaded.predict(`${text} free`)).toEqual(await cut.predict(text))
  })

  it('learns three labels, whatever they are called', async () => {
    const names = { spam: '__proto__', work: '"work" | \\ \n💼', sport: '运动' }
    const renamed = (seed: number) =>
      rowsOf(48, ['spam', 'work', 'sport'], seed).map(({ text, label }) => ({ text, label: names[label] }))
    const three = await TextClassifier.finetune(model, {
      train: renamed(1),
      epochs: 10,
      batchSize: 8,
      learningRate: 3e-3,
      maxLength: 24,
      onWarning: () => undefined,
    })
    expect(three.labels).toEqual(Object.values(names).sort())
    expect((await three.evaluate(renamed(2))).report.accuracy.value).toBe(1)
    expect(Object.keys(three.training!.rows)).toEqual(three.labels)
    const folder = join(await temporaryFolder(), 'model')
    await three.save(folder)
    const loaded = await TextClassifier.load(folder)
    expect(loaded.labels).toEqual(three.labels)
    expect(await loaded.predict(hardTexts)).toEqual(await three.predict(hardTexts))
  })
})
