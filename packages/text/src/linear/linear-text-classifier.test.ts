import { mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Prediction } from '@graftjs/classifier'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { Classifier, TextExample } from '../classifier/contract'
import type { DataWarning } from '../rows/text-input'
import { LinearTextClassifier } from './linear-text-classifier'

const words = {
  spam: ['win', 'free', 'phone', 'money', 'click', 'offer', 'cheap', 'now'],
  work: ['meeting', 'report', 'patch', 'review', 'build', 'tuesday', 'project', 'test'],
  both: ['the', 'please', 'a', 'for', 'you', 'and', 'this', 'with'],
} as const

/** Texts of a few words, two of three from the label's own list, the same each time. */
function rowsOf(count: number, seed = 1): TextExample<'spam' | 'work'>[] {
  let state = seed
  const draw = (many: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * many)
  }
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2 === 0 ? 'spam' : 'work'
    const text = Array.from({ length: 9 }, () => words[draw(3) === 0 ? 'both' : label][draw(8)])
    return { text: text.join(' '), label }
  })
}

const quiet = { onWarning: () => undefined }
const three: TextExample<'a' | 'b' | '__proto__'>[] = [
  { text: 'red apple pie', label: 'a' },
  { text: 'green apple tree', label: 'a' },
  { text: 'blue sea water', label: 'b' },
  { text: 'deep sea diver', label: 'b' },
  { text: 'loud drum music', label: '__proto__' },
  { text: 'soft piano music', label: '__proto__' },
]

describe('LinearTextClassifier', () => {
  let classifier: LinearTextClassifier<'spam' | 'work'>
  beforeAll(async () => {
    classifier = await LinearTextClassifier.train({ train: rowsOf(200), ...quiet })
  })

  it('learns labels and keeps their types', async () => {
    const one = await classifier.predict('click for free money')
    expectTypeOf(one).toEqualTypeOf<Prediction<'spam' | 'work'>>()
    expectTypeOf(classifier).toExtend<Classifier<'spam' | 'work'>>()
    expect(one.label).toBe('spam')
    expect(one.score).toBe(one.scores.spam)
    expect(one.scores.spam + one.scores.work).toBeCloseTo(1, 12)
    expect(classifier.labels).toEqual(['spam', 'work'])
  })

  it('predicts arrays and streams as it does single texts', async () => {
    const texts = ['free phone', 'review the patch', '', 'nothing known here']
    const single = await Promise.all(texts.map((text) => classifier.predict(text)))
    expect(await classifier.predict(texts)).toEqual(single)
    const streamed: Prediction[] = []
    for await (const prediction of classifier.predictAll(texts, { batchSize: 3 })) streamed.push(prediction)
    expect(streamed).toEqual(single)
    expect(await classifier.predict([])).toEqual([])
  })

  it('measures itself and shows the mistakes it was surest of, each text once', async () => {
    const rows = rowsOf(60, 2)
    const wrong = { text: 'win free money now', label: 'work' as const }
    const { report, mistakes, truths, predictions } = await classifier.evaluate([wrong, ...rows, wrong], {
      mistakes: 1,
      positive: 'spam',
    })
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatchObject({ row: 0, truth: 'work', predicted: 'spam', text: wrong.text })
    expect(mistakes[0]!.score + mistakes[0]!.truthScore).toBeCloseTo(1, 12)
    const right = truths.filter((truth, row) => truth === predictions[row]!.label).length
    expect(report.accuracy.value).toBeCloseTo(right / 62, 12)
    expect(report.positive).toBe('spam')
  })

  it('explains a prediction: weights and intercept sum to its log-odds', async () => {
    const text = 'please review the free offer'
    const { prediction, terms, intercept } = classifier.explain(text, { terms: 100 })
    const logOdds = terms.reduce((sum, { weight }) => sum + weight, intercept)
    expect(logOdds).toBeCloseTo(Math.log(prediction.score / (1 - prediction.score)), 9)
    const weightOf = (term: string) => terms.find((entry) => entry.term === term)!.weight
    const towardsSpam = prediction.label === 'spam' ? 1 : -1
    expect(weightOf('free') * towardsSpam).toBeGreaterThan(0)
    expect(weightOf('review') * towardsSpam).toBeLessThan(0)
  })

  it('tells three labels apart, whatever they are called', async () => {
    const many = await LinearTextClassifier.train({ train: three, ...quiet })
    expect(await many.predict(three.map((row) => row.text))).toMatchObject(
      three.map(({ label }) => ({ label })),
    )
    const { prediction, terms, intercept } = many.explain('loud sea music', { terms: 100 })
    expect(prediction.label).toBe('__proto__')
    const sum = terms.reduce((total, { weight }) => total + weight, intercept)
    const rest = Object.values(prediction.scores).map((score) => Math.log(score / prediction.score) + sum)
    expect(rest.reduce((total, score) => total + score, 0)).toBeCloseTo(0, 4)
  })

  it('gives the same bits for the same rows, and validates on a share', async () => {
    const again = await LinearTextClassifier.train({ train: rowsOf(200), ...quiet })
    expect(await again.predict('free phone and patch')).toEqual(
      await classifier.predict('free phone and patch'),
    )
    const validated = await LinearTextClassifier.train({ train: rowsOf(200), validation: 0.2, ...quiet })
    expect(validated.validation?.report.rows).toBeGreaterThanOrEqual(38)
  })

  it('weighs classes', async () => {
    const train = rowsOf(200).filter((row, i) => row.label === 'work' || i % 20 === 0)
    const text = 'the patch and this phone please'
    const plain = await LinearTextClassifier.train({ train, ...quiet })
    const balanced = await LinearTextClassifier.train({ train, classWeight: 'balanced', ...quiet })
    const sizes = { spam: 10, work: 100 }
    const byHand = await LinearTextClassifier.train({
      train,
      classWeight: { spam: 110 / 2 / sizes.spam, work: 110 / 2 / sizes.work },
      ...quiet,
    })
    const score = async (of: typeof plain) => (await of.predict(text)).scores.spam
    expect(await score(balanced)).toBeGreaterThan(await score(plain))
    expect(await score(byHand)).toBe(await score(balanced))
  })

  it('tells of imbalance and repetitions', async () => {
    const heard: DataWarning[] = []
    const train = rowsOf(200).filter((row, i) => row.label === 'work' || i % 40 === 0)
    await LinearTextClassifier.train({ train, onWarning: (warning) => heard.push(warning) })
    expect(heard).toMatchObject([{ kind: 'imbalance', count: 20 }])
  })

  it.each([
    [{ c: 0 }, 'c is the number 0'],
    [{ ngrams: [2, 1] as const }, 'ngrams is an array'],
    [{ minimumDocumentFrequency: 1.5 }, 'minimumDocumentFrequency is the number 1.5'],
    [{ maximumFeatures: -1 }, 'maximumFeatures is the number -1'],
    [{ classWeight: { spam: 1, work: 0 } }, 'classWeight["work"] is the number 0'],
    [{ seed: 0.5, validation: 0.1 }, 'seed'],
  ])('refuses %o', async (options, message) => {
    await expect(
      LinearTextClassifier.train({ train: rowsOf(20), ...options, ...quiet }),
    ).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(message),
    })
  })

  it('stops at its signal while it trains', async () => {
    const controller = new AbortController()
    const stopped = LinearTextClassifier.train({
      train: rowsOf(4000),
      signal: controller.signal,
      onProgress: ({ phase }) => phase === 'train' && controller.abort(),
      ...quiet,
    })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })

  it('leaves the event loop free while it trains and predicts', { retry: 2 }, async () => {
    const train = rowsOf(6000).map((row, i) => ({ ...row, text: `${row.text} w${i} x${i % 977} `.repeat(8) }))
    const stop = watchTurns()
    const large = await LinearTextClassifier.train({ train, ...quiet })
    await large.predict(train.map((row) => row.text))
    for await (const _ of large.predictAll(train.map((row) => row.text)));
    const turns = stop().sort((a, b) => a - b)
    expect(turns.length).toBeGreaterThan(20)
    expect(turns[Math.floor(0.99 * turns.length)]).toBeLessThan(40)
  })
})

/**
 * Milliseconds that were computed between turns of the event loop, which other programs of the machine do not lengthen;
 * the garbage collector's threads count too.
 */
function watchTurns(): () => number[] {
  const turns: number[] = []
  let last = process.cpuUsage()
  const turn = () => {
    const { user, system } = process.cpuUsage(last)
    turns.push((user + system) / 1000)
    last = process.cpuUsage()
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  return () => {
    clearImmediate(next)
    return turns
  }
}

describe('a saved linear classifier', () => {
  const texts = ['click for free money', 'review the patch', '', 'loud sea music', 'apple pie', 'ß ſ']
  let folder: string
  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'graft-linear-')), 'model')
  })

  it('predicts the same bits when it is loaded, for two labels and for three', async () => {
    const models = [
      await LinearTextClassifier.train({ train: rowsOf(200), maximumFeatures: 50, ...quiet }),
      await LinearTextClassifier.train({ train: three, ngrams: [1, 3], ...quiet }),
    ]
    for (const model of models) {
      await model.save(folder)
      expect((await readdir(folder)).sort()).toEqual([
        'README.md',
        'config.json',
        'model.safetensors',
        'vocab.txt',
      ])
      const same = await LinearTextClassifier.load(folder)
      expect(same.labels).toEqual(model.labels)
      expect(same.settings).toEqual(model.settings)
      expect(await same.predict(texts)).toEqual(await model.predict(texts))
      expect(same.explain('free money and music')).toEqual(model.explain('free money and music'))
    }
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('| \\_\\_proto\\_\\_ | 2 |')
  })

  it('refuses damaged, foreign and missing files by name', async () => {
    const model = await LinearTextClassifier.train({ train: three, ...quiet })
    const edited = async (file: string, edit: (path: string, text: string) => Promise<void>) => {
      await model.save(folder)
      const path = join(folder, file)
      await edit(path, await readFile(path, 'utf8'))
      return expect(LinearTextClassifier.load(folder)).rejects
    }
    const replaced = (file: string, from: string | RegExp, to: string) =>
      edited(file, async (path, text) => {
        expect(text).toMatch(from)
        await writeFile(path, text.replace(from, to))
      })
    const damaged = (file: string) => ({ code: 'invalid-file', message: expect.stringContaining(file) })

    await (await edited('config.json', (path) => truncate(path, 40))).toMatchObject(damaged('config.json'))
    await (await replaced('config.json', '"graft-linear', '"bert')).toMatchObject(damaged('config.json'))
    await (await replaced('config.json', '"0": "__proto__"', '"0": "b"')).toMatchObject(
      damaged('config.json'),
    )
    await (await replaced('config.json', '"id2label": {', '"id2label": [], "x": {')).toMatchObject(
      damaged('config.json'),
    )
    await (await replaced('config.json', /"c": \d+/, '"c": -1')).toMatchObject(damaged('config.json'))
    await (await replaced('config.json', '"format_version": 1', '"format_version": 9')).toMatchObject({
      code: 'unsupported',
    })
    await (await replaced('vocab.txt', 'apple\n', '')).toMatchObject(damaged('model.safetensors'))
    await (await replaced('vocab.txt', 'apple\n', 'sea\n')).toMatchObject(damaged('vocab.txt'))
    await (await replaced('vocab.txt', /\n$/, '')).toMatchObject(damaged('vocab.txt'))
    await (await edited('model.safetensors', (path) => truncate(path, 300))).toMatchObject(
      damaged('model.safetensors'),
    )
    await (await edited('model.safetensors', (path) => writeFile(path, ''))).toMatchObject(
      damaged('model.safetensors'),
    )
    await expect(LinearTextClassifier.load(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('does not overwrite a folder that holds other things', async () => {
    const model = await LinearTextClassifier.train({ train: three, ...quiet })
    const other = await mkdtemp(join(tmpdir(), 'graft-other-'))
    await writeFile(join(other, 'thesis.txt'), 'years of work')
    await expect(model.save(other)).rejects.toMatchObject({ code: 'file-access' })
    expect(await readdir(other)).toEqual(['thesis.txt'])
  })
})
