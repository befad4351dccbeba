import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LearnerName } from '@graftjs/classifier'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PictureExample } from '../classifier/contract'
import type { DataWarning } from '../classifier/picture-input'
import { drawShape, type Shape, shapeRows } from '../testing/shapes'
import { ClassicalImageClassifier } from './classical-image-classifier'

const learnerNames: LearnerName[] = [
  'linear-svm',
  'softmax-regression',
  'nearest-neighbours',
  'boosted-trees',
]
const train = shapeRows(60)
const test = shapeRows(30, 1)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-classical-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(learnerNames)('a classical classifier by %s', (learner) => {
  // Few pictures: leaves of twenty rows would tell nothing apart.
  const options =
    learner === 'boosted-trees'
      ? {
          learner,
          descriptors: ['edges'] as const,
          size: 32,
          settings: { minimumLeafRows: 5, iterations: 30 },
        }
      : { learner }
  let classifier: ClassicalImageClassifier<Shape>
  beforeAll(async () => {
    classifier = await ClassicalImageClassifier.train({ train, ...options, validation: 0.2 })
  })

  it('tells shapes apart that it has not seen', async () => {
    const { report, truths, device } = await classifier.evaluate(test, { positive: 'disc' })
    expect(report.accuracy.value).toBeGreaterThan(0.75)
    expect(truths).toHaveLength(30)
    expect(device).toBe('cpu')
    expect(classifier.validation?.report.rows).toBe(12)
    expect(classifier.labels).toEqual(['disc', 'square', 'stripes'])
  })

  it('predicts one, several and a stream alike', async () => {
    const pictures = test.slice(0, 5).map(({ picture }) => picture)
    const together = await classifier.predict(pictures)
    expect(await classifier.predict(pictures[2]!)).toEqual(together[2])
    const streamed = []
    for await (const prediction of classifier.predictAll(pictures, { batchSize: 2 }))
      streamed.push(prediction)
    expect(streamed).toEqual(together)
    expect(await classifier.predict([])).toEqual([])
  })

  it('is the same after it was saved, and trained again', async () => {
    const saved = join(folder, learner)
    await classifier.save(saved)
    const pictures = test.map(({ picture }) => picture)
    const predictions = await classifier.predict(pictures)
    const loaded = await ClassicalImageClassifier.load(saved)
    expect(await loaded.predict(pictures)).toEqual(predictions)
    expect(loaded.settings).toEqual(classifier.settings)
    const again = await ClassicalImageClassifier.train({ train, ...options, validation: 0.2 })
    expect(await again.predict(pictures)).toEqual(predictions)
    expect(await readFile(join(saved, 'README.md'), 'utf8')).toContain(learner)
  })

  it('refuses a folder that was damaged', async () => {
    const saved = join(folder, `${learner} damaged`)
    await classifier.save(saved)
    const config = join(saved, 'config.json')
    const text = await readFile(config, 'utf8')
    for (const [from, to] of [
      ['"size": ', '"size": 0.5'],
      ['"classes": 3', '"classes": 2'],
      [learner, 'crystal-ball'],
      ['"columns": ', '"columns": 1'],
      ['"edges"', '"auras"'],
      ['graft-classical-image-classifier', 'vit'],
      ['{', '['],
    ] as const) {
      await writeFile(config, text.replace(from, to))
      await expect(ClassicalImageClassifier.load(saved), to).rejects.toMatchObject({ code: 'invalid-file' })
    }
    await writeFile(config, text.replace('"format_version": 1', '"format_version": 2'))
    await expect(ClassicalImageClassifier.load(saved)).rejects.toMatchObject({ code: 'unsupported' })
    await rm(config)
    await expect(ClassicalImageClassifier.load(saved)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('training a classical classifier', () => {
  it('leaves out what cannot be read, and says so', async () => {
    const warnings: DataWarning[] = []
    const damaged: PictureExample<Shape> = { picture: new Uint8Array([1, 2, 3]), label: 'disc' }
    const classifier = await ClassicalImageClassifier.train({
      train: [...train.slice(0, 10), damaged, ...train.slice(10, 30)],
      learner: 'nearest-neighbours',
      onWarning: (warning) => warnings.push(warning),
    })
    expect(warnings).toMatchObject([{ kind: 'unreadable-pictures', count: 1 }])
    expect(warnings[0]!.message).toContain('row 10')
    await expect(classifier.predict(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'invalid-file',
    })
    const lost = ClassicalImageClassifier.train({
      train: [...train.filter(({ label }) => label !== 'disc').slice(0, 9), damaged],
      onWarning: () => undefined,
    })
    await expect(lost).rejects.toThrow('No picture of the label "disc" can be read.')
  })

  it('knows other sizes, and fewer descriptors', async () => {
    const classifier = await ClassicalImageClassifier.train({ train, descriptors: ['layout'], size: 32 })
    expect(classifier.features).toBe(144)
    const large = drawShape('stripes', 77, 200)
    expect((await classifier.predict(large)).label).toBeOneOf(['disc', 'square', 'stripes'])
  })

  it.each([
    [{ learner: 'oracle' }, 'learner is the string "oracle". (option learner) Give one of'],
    [{ descriptors: [] }, 'descriptors is an empty array'],
    [{ descriptors: ['edges', 'edges'] }, 'each once'],
    [{ size: 8 }, 'size is the number 8. (option size) Give a whole number from 16 to 512'],
    [{ settings: { c: -1 } }, 'c is the number -1. (option c) Give a number above 0'],
    [{ classWeight: { disc: 1 } }, 'classWeight'],
  ])('refuses %o', async (options, message) => {
    const given: object = { train, ...options }
    await expect(Reflect.apply(ClassicalImageClassifier.train, undefined, [given])).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(message),
    })
  })

  it('stops when its signal fires', async () => {
    const stopped = ClassicalImageClassifier.train({ train, signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })
})
