import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabelSetPrediction } from '@graftjs/classifier'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { flipHorizontally } from '../augment/operations/flip'
import { pairs } from './fixtures/drawings'
import { efficientNetLite0, temporaryFolder, tinyModel } from './fixtures/models'
import { ImageClassifier } from './image-classifier'
import { MultiLabelImageClassifier, type MultiLabelOptions } from './multi-label-image-classifier'

type Label = 'disc' | 'bar'

const options: MultiLabelOptions<Label> = {
  train: pairs(160),
  validation: pairs(60, 2),
  method: 'probe',
  seed: 3,
  onWarning: () => undefined,
}

describe('MultiLabelImageClassifier', () => {
  let model: string
  let tagger: MultiLabelImageClassifier<Label>
  beforeAll(async () => {
    model = await tinyModel()
    tagger = await MultiLabelImageClassifier.finetune(efficientNetLite0, { ...options, size: 96 })
  })

  it('learns which labels are true of a picture, better than by chance', () => {
    const { report, truths, predictions } = tagger.validation!
    console.log(`macro F1 ${report.f1.macro}, mean average precision ${report.meanAveragePrecision}`)
    expect(report.f1.macro).toBeGreaterThan(0.75)
    expect(report.meanAveragePrecision).toBeGreaterThan(0.75)
    expect(report.classes.map(({ label, support }) => [label, support])).toEqual([
      ['bar', 30],
      ['disc', 30],
    ])
    expect(truths).toHaveLength(60)
    const right = predictions.filter(({ labels }, row) => [...truths[row]!].sort().join() === labels.join())
    expect(report.subsetAccuracy).toBeCloseTo(right.length / 60, 12)
    expect(tagger.training).toMatchObject({ pictures: 160, rows: { bar: 80, disc: 80 }, steps: 0 })
  })

  it('gives each label a probability of its own', async () => {
    expectTypeOf((path: string) => tagger.predict(path)).returns.resolves.toEqualTypeOf<
      LabelSetPrediction<Label>
    >()
    const predictions = await tagger.predict(pairs(8, 5).map(({ picture }) => picture))
    const sums = predictions.map(({ scores }) => scores.bar + scores.disc)
    expect(Math.max(...sums) - Math.min(...sums)).toBeGreaterThan(0.2)
    for (const { labels, scores } of predictions)
      expect(labels).toEqual((['bar', 'disc'] as const).filter((label) => scores[label] >= 0.5))
  })

  it('sees pictures in several views on demand', async () => {
    const rows = pairs(8, 5)
    const pictures = rows.map(({ picture }) => picture)
    const both = await tagger.predict(pictures, { views: 'flip' })
    expect(both).not.toEqual(await tagger.predict(pictures))
    // What is mirrored anew is the same two views.
    const mirrored = await tagger.predict(pictures.map(flipHorizontally), { views: 'flip' })
    for (const [row, { scores }] of both.entries())
      expect(scores.bar).toBeCloseTo(mirrored[row]!.scores.bar, 5)
    expect((await tagger.evaluate(rows, { views: 'flip' })).predictions).toEqual(both)
  })

  it('is saved as multi-label and opened again to the same bits; the single-label class refuses it', async () => {
    const folder = join(await temporaryFolder(), 'saved')
    await tagger.save(folder)
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))
    expect(config).toMatchObject({
      problem_type: 'multi_label_classification',
      id2label: { 0: 'bar', 1: 'disc' },
    })
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('sigmoid')
    const same = await MultiLabelImageClassifier.load(folder)
    const pictures = pairs(6, 7).map(({ picture }) => picture)
    expect(await same.predict(pictures)).toEqual(await tagger.predict(pictures))
    await same.close()
    await expect(ImageClassifier.load(folder)).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('fine-tunes all layers, validating each epoch', async () => {
    const tuned = await MultiLabelImageClassifier.finetune(model, {
      ...options,
      method: 'finetune',
      size: 32,
      epochs: 2,
      batchSize: 32,
      classWeight: 'balanced',
    })
    const { history, losses } = tuned.training!
    expect(losses).toHaveLength(10)
    expect(history.map(({ validation }) => Object.keys(validation!))).toEqual(
      Array(2).fill(['macroF1', 'microF1', 'exact']),
    )
    await tuned.close()
  })

  it.each<readonly [object, RegExp]>([
    [{ train: [{ picture: 'a.png', labels: 'bar' }] }, /labels are the string "bar".*train, row 0/],
    [{ train: [{ picture: 'a.png', labels: ['bar', 'bar'] }] }, /distinct names.*train, row 0/],
    [{ train: [{ picture: 7, labels: [] }] }, /picture is the number 7.*row 0/],
    [{ train: [{ picture: 'a.png', labels: [] }] }, /No row has a label/],
    [{ validation: [{ picture: 'a.png', labels: ['other'] }] }, /"other".*validation, row 0/],
    [{ classWeight: { bar: 2 } }, /classWeight.*balanced/],
  ])('refuses %j', async (wrong, message) => {
    await expect(MultiLabelImageClassifier.finetune(model, { ...options, ...wrong })).rejects.toThrow(message)
  })
})
