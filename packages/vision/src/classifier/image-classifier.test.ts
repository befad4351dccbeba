import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import type { Prediction } from '@graftjs/classifier'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { flipHorizontally } from '../augment/operations/flip'
import { drawing, drawings } from './fixtures/drawings'
import { temporaryFolder, tinyModel } from './fixtures/models'
import { type FinetuneOptions, ImageClassifier } from './image-classifier'
import type { DataWarning } from './picture-input'

const labels = ['disc', 'bar'] as const
type Label = (typeof labels)[number]

const options: FinetuneOptions<Label> = {
  train: drawings(160, labels),
  validation: drawings(60, labels, 2),
  method: 'finetune',
  epochs: 16,
  batchSize: 16,
  learningRate: 5e-3,
  layerDecay: 0.9,
  seed: 3,
  onWarning: () => undefined,
}

let model: string
beforeAll(async () => {
  model = await tinyModel()
})

describe('ImageClassifier', () => {
  let classifier: ImageClassifier<Label>
  beforeAll(async () => {
    classifier = await ImageClassifier.finetune(model, options)
  })

  it('learns to tell figures apart, better than the head alone on features that were drawn', async () => {
    const probe = await ImageClassifier.finetune(model, { ...options, method: 'probe' })
    const [head, whole] = [probe, classifier].map((one) => one.validation!.report.accuracy.value)
    console.log(`a probe of drawn features: ${head}, fine-tuned: ${whole}`)
    expect(whole).toBeGreaterThan(0.8)
    expect(whole).toBeGreaterThan(head! + 0.1)
    expect(probe.training).toMatchObject({ steps: 0, losses: [], settings: { method: 'probe' } })
    await probe.close()
  })

  it('keeps what types know of the labels', () => {
    expectTypeOf((path: string) => classifier.predict(path)).returns.resolves.toEqualTypeOf<
      Prediction<Label>
    >()
    expect(classifier.labels).toEqual(['bar', 'disc'])
  })

  it('records how it was trained: losses, history, the head, and which settings it chose', () => {
    const { training } = classifier
    expect(training).toMatchObject({
      rows: { bar: 80, disc: 80 },
      validationRows: 60,
      steps: 160,
      settings: { size: 32, batchSize: 16, clipNorm: 1 },
      skipped: [],
    })
    expect(training!.losses).toHaveLength(160)
    expect(training!.history.map(({ validation }) => Object.keys(validation!))).toEqual(
      Array(16).fill(['loss', 'accuracy', 'macroF1']),
    )
    expect(training!.probe.tried.map(({ c }) => c)).toContain(training!.probe.c)
    expect(training!.choices.map(({ setting }) => setting)).toEqual([
      'size',
      'averageDecay',
      'frozenStages',
      'augmentation',
    ])
  })

  it('gives the same bits for the same seed, and others for another', async () => {
    const short = { ...options, epochs: 1, validation: 0.1 } as const
    const run = async (seed: number) => {
      const one = await ImageClassifier.finetune(model, { ...short, seed })
      const { losses } = one.training!
      await one.close()
      return losses
    }
    const losses = await run(5)
    expect(await run(5)).toEqual(losses)
    expect(await run(6)).not.toEqual(losses)
  }, 180_000)

  it('predicts one, several and a stream, in order', async () => {
    const pictures = drawings(7, labels, 4).map(({ picture }) => picture)
    const several = await classifier.predict(pictures, { batchSize: 3 })
    const streamed: Prediction<Label>[] = []
    for await (const one of classifier.predictAll(pictures, { batchSize: 3 })) streamed.push(one)
    expect(streamed).toEqual(several)
    const alone = await classifier.predict(pictures[5]!)
    expect(alone.label).toBe(several[5]!.label)
    expect(alone.score).toBeCloseTo(several[5]!.score, 5)
    expect(several[0]!.scores.bar + several[0]!.scores.disc).toBeCloseTo(1, 12)
  })

  it('says of a picture and its mirror what their logits come to in the mean', async () => {
    const rows = drawings(7, labels, 4)
    const pictures = rows.map(({ picture }) => picture)
    const [plain, mirrored, both] = await Promise.all([
      classifier.predict(pictures),
      classifier.predict(pictures.map(flipHorizontally)),
      classifier.predict(pictures, { views: 'flip', batchSize: 3 }),
    ])
    const odds = ({ scores }: Prediction<Label>) => Math.log(scores.disc / scores.bar)
    for (const [row, prediction] of both.entries())
      expect(odds(prediction)).toBeCloseTo((odds(plain[row]!) + odds(mirrored[row]!)) / 2, 4)
    expect(both).not.toEqual(plain)
    const { predictions } = await classifier.evaluate(rows, { views: 'flip', batchSize: 3 })
    expect(predictions).toEqual(both)
    const streamed: Prediction<Label>[] = []
    for await (const one of classifier.predictAll(pictures, { views: 'flip', batchSize: 3 }))
      streamed.push(one)
    expect(streamed.map(({ label }) => label)).toEqual(both.map(({ label }) => label))
    // Ten views are more than a batch of three: still whole pictures.
    expect(await classifier.predict(pictures, { views: 'ten-crops', batchSize: 3 })).toHaveLength(7)
    const mirror = { views: 'mirror' } as object
    await expect(classifier.predict(pictures, mirror)).rejects.toThrow(/views is .*"mirror".*'flip'/)
    await expect(classifier.evaluate(rows, mirror)).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('is saved and opened again to the same bits', async () => {
    const folder = join(await temporaryFolder(), 'saved')
    await classifier.save(folder)
    const same = await ImageClassifier.load(folder)
    const pictures = drawings(9, labels, 5).map(({ picture }) => picture)
    expect(await same.predict(pictures)).toEqual(await classifier.predict(pictures))
    await same.close()
  })

  it('shows the pictures that it got wrong with most confidence', async () => {
    const swapped = drawings(20, labels, 6).map(({ picture, label }) => ({
      picture,
      label: label === 'bar' ? ('disc' as const) : ('bar' as const),
    }))
    const { mistakes, report } = await classifier.evaluate(swapped, { mistakes: 3 })
    expect(report.accuracy.value).toBeLessThan(0.35)
    expect(mistakes).toHaveLength(3)
    expect(mistakes[0]!.picture).toBe(swapped[mistakes[0]!.row]!.picture)
    expect(mistakes[0]!.score).toBeGreaterThanOrEqual(mistakes[1]!.score)
  })
})

describe('ImageClassifier.finetune', () => {
  const quick = { ...options, validation: 0.1, method: 'probe' } as const

  it('leaves out pictures that cannot be read, and counts them', async () => {
    const folder = await temporaryFolder()
    const broken = join(folder, 'broken.png')
    await writeFile(broken, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
    const empty = new Uint8Array()
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    )
    const hostile = [broken, join(folder, 'absent.jpg'), empty, svg].map((picture) => ({
      picture,
      label: 'disc' as const,
    }))
    const warnings: DataWarning[] = []
    const classifier = await ImageClassifier.finetune(model, {
      ...quick,
      train: [...hostile, ...drawings(40, labels)],
      validation: [{ picture: broken, label: 'bar' }, ...drawings(10, labels, 2)],
      onWarning: (warning) => warnings.push(warning),
    })
    const { skipped, rows, validationRows } = classifier.training!
    expect(skipped.map(({ option, row }) => [option, row])).toEqual([
      ['train', 0],
      ['train', 1],
      ['train', 2],
      ['train', 3],
      ['validation', 0],
    ])
    expect(skipped[0]!.reason).toContain('broken.png')
    expect(skipped[3]!.reason).toContain('SVG')
    expect(rows).toEqual({ bar: 20, disc: 20 })
    expect(validationRows).toBe(10)
    expect(warnings.find(({ kind }) => kind === 'unreadable-pictures')).toMatchObject({ count: 5 })
    await classifier.close()
  })

  it('stops where a label has no picture left', async () => {
    const train = [...drawings(20, ['bar']), { picture: new Uint8Array([1, 2]), label: 'disc' as const }]
    await expect(
      ImageClassifier.finetune<Label>(model, { ...quick, train, validation: [] }),
    ).rejects.toThrow()
    const { validation: _, ...rest } = quick
    await expect(ImageClassifier.finetune<Label>(model, { ...rest, train })).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining('"disc"'),
    })
  })

  it('warns of the same picture on both sides and of imbalance, and weighs classes on demand', async () => {
    const picture = drawing('disc', RandomKey.from(1))
    const train = [...drawings(60, ['bar']), ...drawings(6, ['disc'], 9), { picture, label: 'disc' as const }]
    const warnings: DataWarning[] = []
    const recallOf = async (classWeight?: 'balanced') => {
      const classifier = await ImageClassifier.finetune<Label>(model, {
        ...quick,
        train,
        validation: [{ picture, label: 'disc' }, ...drawings(40, labels, 8)],
        ...(classWeight ? { classWeight } : {}),
        onWarning: (warning) => warnings.push(warning),
      })
      await classifier.close()
      return classifier.validation!.report.classes.find(({ label }) => label === 'disc')!.recall.value
    }
    expect(await recallOf('balanced')).toBeGreaterThanOrEqual(await recallOf())
    expect(warnings.map(({ kind }) => kind).slice(0, 2)).toEqual(['duplicates-across-split', 'imbalance'])
  })

  it('chooses by the number of pictures, and says why', async () => {
    const { method: _, ...open } = quick
    const classifier = await ImageClassifier.finetune(model, { ...open, train: drawings(60, labels) })
    const [first] = classifier.training!.choices
    expect(first).toMatchObject({ setting: 'method', value: 'probe', why: expect.stringContaining('few') })
    await classifier.close()
  })

  it.each([
    [1, 'lanczos'],
    [3, 'bicubic'],
  ] as const)('resizes crops by the filter of the model, %i for Pillow', async (resample, resampling) => {
    const own = await tinyModel()
    const file = join(own, 'preprocessor_config.json')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), resample }))
    const train = drawings(40, labels)
    const classifier = await ImageClassifier.finetune(own, { ...quick, train, method: 'finetune', epochs: 1 })
    const { augmentation } = classifier.training!.settings
    expect(augmentation).toMatchObject({ steps: [{ resampling }, { kind: 'horizontal-flip' }] })
    await classifier.close()
  })

  /** [options, what the message says] */
  it.each<readonly [object, RegExp]>([
    [{ method: 'guess' }, /method.*"guess".*'probe' or 'finetune'/],
    [{ size: 8 }, /size.*32 or more/],
    [{ epochs: 0, method: 'finetune' }, /epochs.*1 or more/],
    [{ mix: 0.2, method: 'finetune' }, /mix.*mixUp/],
    [{ augmentation: 'flip', method: 'finetune' }, /augmentation.*inSequence/],
    [{ layerDecay: 2, method: 'finetune' }, /layerDecay/],
    [{ frozenStages: -1, method: 'finetune' }, /frozenStages/],
    [{ train: [{ picture: 7, label: 'bar' }] }, /picture is the number 7.*train, row 0/],
    [{ train: [{ picture: 'a.png' }] }, /label is missing.*train, row 0/],
    [{ train: 'folder' }, /train must be rows/],
    [{ device: 'tpu' }, /device/],
    [{ classWeight: { bar: 1 } }, /classWeight\["disc"\]/],
  ])('refuses %j', async (wrong, message) => {
    await expect(ImageClassifier.finetune(model, { ...quick, ...wrong })).rejects.toThrow(message)
  })
})
