import { cp, mkdir, readdir, readFile, truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GraftError } from '@graftjs/base'
import { beforeAll, describe, expect, it } from 'vitest'
import { miniLM, temporaryFolder, tinyModel } from './fixtures/models'
import { rowsOf } from './fixtures/rows'
import { TextClassifier } from './text-classifier'

/** Options and rows as a program without types, or a parsed file, may give them. */
type Anything = Parameters<typeof TextClassifier.finetune>[1]
const untyped = (options: unknown): Anything => options as Anything

const train = rowsOf(24, ['spam', 'work'])
const quick = { train, epochs: 1, batchSize: 8, maxLength: 16, onWarning: () => undefined }
const withRow = (row: unknown, index = 7) => train.map((good, i) => (i === index ? row : good))

/** Every failure is a GraftError that says where it is and what to do. */
async function failureOf(work: Promise<unknown> | (() => Promise<unknown>)): Promise<GraftError> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (!GraftError.isInstance(error)) throw error
    return error
  }
  throw new Error('it did not fail')
}

describe('TextClassifier refuses', () => {
  let model: string
  beforeAll(async () => {
    model = await tinyModel()
  })

  /** [what, options, code, what the message says] */
  it.each<readonly [string, object, string, RegExp]>([
    ['no rows', { train: [] }, 'invalid-data', /train has no rows.*Pass at least one row/],
    ['rows that are none', { train: 5 }, 'invalid-data', /train must be rows.*number 5.*Pass an array/],
    ['missing rows', { train: undefined }, 'invalid-data', /train must be rows, but it is undefined/],
    ['a path', { train: 'rows.csv' }, 'invalid-data', /train must be rows.*rows\.csv/],
    [
      'one class',
      { train: train.filter(({ label }) => label === 'spam') },
      'invalid-data',
      /"spam".*two labels/,
    ],
    ['a missing label', { train: withRow({ text: 'x' }) }, 'invalid-data', /label is missing.*train, row 7/],
    ['a null label', { train: withRow({ text: 'x', label: null }) }, 'invalid-data', /missing.*train, row 7/],
    ['an empty label', { train: withRow({ text: 'x', label: ' ' }) }, 'invalid-data', /empty.*train, row 7/],
    [
      'a number as label',
      { train: withRow({ text: 'x', label: 1 }) },
      'invalid-data',
      /number 1.*row 7.*String\(/,
    ],
    [
      'a text that is none',
      { train: withRow({ text: 3, label: 'spam' }) },
      'invalid-data',
      /number 3.*row 7/,
    ],
    ['a missing text', { train: withRow({ label: 'spam' }) }, 'invalid-data', /text is undefined.*row 7/],
    ['a row that is none', { train: withRow('win') }, 'invalid-data', /"win".*row 7.*\{ text, label \}/],
    ['a share of 1.5', { validation: 1.5 }, 'invalid-option', /validation.*1\.5.*0\.1/],
    ['a share of 0', { validation: 0 }, 'invalid-option', /validation.*0\.1/],
    ['a share of NaN', { validation: Number.NaN }, 'invalid-option', /validation.*NaN/],
    ['an odd validation', { validation: 'some' }, 'invalid-data', /validation must be rows.*"some"/],
    ['no validation rows', { validation: [] }, 'invalid-data', /validation has no rows/],
    [
      'a validation label of its own',
      { validation: [{ text: 'x', label: 'other' }] },
      'invalid-data',
      /"other".*validation, row 0.*"spam", "work"/,
    ],
    ['maxLength 0', { maxLength: 0 }, 'invalid-option', /maxLength is the number 0.*3 or more/],
    ['maxLength beyond the model', { maxLength: 65 }, 'invalid-option', /maxLength.*65.*at most 64/],
    ['maxLength as text', { maxLength: '32' }, 'invalid-option', /maxLength is the string "32"/],
    ['learningRate NaN', { learningRate: Number.NaN }, 'invalid-option', /learningRate.*NaN.*above 0/],
    ['learningRate 0', { learningRate: 0 }, 'invalid-option', /learningRate.*above 0/],
    ['learningRate of 5', { learningRate: 5 }, 'invalid-option', /learningRate.*below 1/],
    ['negative epochs', { epochs: -1 }, 'invalid-option', /epochs.*-1.*1 or more/],
    ['half an epoch', { epochs: 0.5 }, 'invalid-option', /epochs.*0\.5/],
    ['infinite epochs', { epochs: Number.POSITIVE_INFINITY }, 'invalid-option', /epochs.*Infinity/],
    ['batchSize 0', { batchSize: 0 }, 'invalid-option', /batchSize.*1 or more/],
    ['seed 0.5', { seed: 0.5 }, 'invalid-option', /seed.*0\.5.*whole number/],
    ['a seed of text', { seed: 'x' }, 'invalid-option', /seed is the string "x"/],
    ['warmup 1', { warmup: 1 }, 'invalid-option', /warmup.*below 1/],
    ['negative decay', { weightDecay: -1 }, 'invalid-option', /weightDecay.*-1/],
    ['clipNorm 0', { clipNorm: 0 }, 'invalid-option', /clipNorm.*above 0/],
    ['classWeight without a label', { classWeight: { spam: 2 } }, 'invalid-option', /classWeight\["work"\]/],
    [
      'classWeight of 0',
      { classWeight: { spam: 0, work: 1 } },
      'invalid-option',
      /classWeight\["spam"\].*above 0/,
    ],
    ['an odd classWeight', { classWeight: 'even' }, 'invalid-option', /classWeight.*"even".*'balanced'/],
    ['classWeight null', { classWeight: null }, 'invalid-option', /classWeight.*null/],
    ['an unknown device', { device: 'tpu' }, 'invalid-option', /device.*"tpu".*cpu/],
    [
      'a device that is not there',
      { device: 'cuda' },
      'device-unavailable',
      /"cuda".*device "cpu" or "auto"/,
    ],
    ['a checkpoint that is no path', { checkpoint: 5 }, 'invalid-option', /checkpoint.*number 5.*path/],
    ['an empty checkpoint', { checkpoint: '' }, 'invalid-option', /checkpoint.*path of a folder/],
    [
      'a checkpoint without a folder',
      { checkpoint: { everySteps: 1 } },
      'invalid-option',
      /checkpoint.*undefined/,
    ],
    [
      'checkpoints every 0 steps',
      { checkpoint: { folder: 'x', everySteps: 0 } },
      'invalid-option',
      /checkpoint\.everySteps/,
    ],
    [
      'checkpoints every -1 seconds',
      { checkpoint: { folder: 'x', everySeconds: -1 } },
      'invalid-option',
      /checkpoint\.everySeconds/,
    ],
    ['a signal that is none', { signal: true }, 'invalid-option', /signal.*AbortController/],
    ['an onProgress that is none', { onProgress: 'log' }, 'invalid-option', /onProgress.*a function/],
    ['an onWarning that is none', { onWarning: 1 }, 'invalid-option', /onWarning.*a function/],
  ])('%s', async (_, options, code, message) => {
    const error = await failureOf(TextClassifier.finetune(model, untyped({ ...quick, ...options })))
    expect({ code: error.code, message: error.message }).toEqual({
      code,
      message: expect.stringMatching(message),
    })
  })

  it('options that are none', async () => {
    for (const options of [undefined, null, 5]) {
      const error = await failureOf(TextClassifier.finetune(model, untyped(options)))
      expect(error).toMatchObject({ code: 'invalid-option', message: expect.stringMatching(/train/) })
    }
  })

  it.each<readonly [unknown, string, RegExp]>([
    ['all-MiniLM-L6-v3', 'not-found', /no model "all-MiniLM-L6-v3".*Did you mean all-MiniLM-L6-v2/],
    ['./no-such-folder', 'not-found', /no-such-folder.*config\.json/],
    ['', 'invalid-option', /name/],
    [undefined, 'invalid-option', /name/],
  ])('the model %s', async (name, code, message) => {
    const error = await failureOf(TextClassifier.finetune(name as string, quick))
    expect({ code: error.code, message: error.message }).toEqual({
      code,
      message: expect.stringMatching(message),
    })
  })

  it('a row of a stream, by its place', async () => {
    async function* stream() {
      yield* train
      yield { text: 4, label: 'spam' }
    }
    const error = await failureOf(TextClassifier.finetune(model, untyped({ ...quick, train: stream() })))
    expect(error).toMatchObject({ code: 'invalid-data', details: { option: 'train', row: 24 } })
  })

  it('too few rows to set any aside', async () => {
    const few = train.slice(0, 2)
    const error = await failureOf(TextClassifier.finetune(model, { ...quick, train: few, validation: 0.5 }))
    expect(error).toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(/too few.*validation/),
    })
  })

  it('a checkpoint folder that is a file, before anything is trained', async () => {
    const path = join(await temporaryFolder(), 'taken')
    await writeFile(path, 'mine')
    const onProgress = () => {
      throw new Error('it trains')
    }
    const error = await failureOf(TextClassifier.finetune(model, { ...quick, checkpoint: path, onProgress }))
    expect(error).toMatchObject({ code: 'file-access', message: expect.stringContaining(path) })
    expect(await readFile(path, 'utf8')).toBe('mine')
  })

  it.runIf(process.platform === 'linux')('a checkpoint folder that nobody may write', async () => {
    const error = await failureOf(TextClassifier.finetune(model, { ...quick, checkpoint: '/proc/graft/run' }))
    expect(error).toMatchObject({ code: 'file-access', message: expect.stringContaining('/proc/graft/run') })
  })

  it('a wrong option before it looks for the model', async () => {
    const error = await failureOf(TextClassifier.finetune('no/such-model', { ...quick, epochs: 0 }))
    expect(error.message).toMatch(/epochs/)
  })

  it('to continue a checkpoint of other rows, settings or weights', async () => {
    const folder = join(await temporaryFolder(), 'run')
    await TextClassifier.finetune(model, { ...quick, checkpoint: folder })
    const before = await readdir(folder)
    const altered = train.map((row, i) => (i === 5 ? { ...row, text: `${row.text} now` } : row))
    const retrained = join(await temporaryFolder(), 'retrained')
    await (await TextClassifier.finetune(model, quick)).save(retrained)
    for (const [name, options] of [
      [model, { train: altered }],
      [model, { train: [...train].reverse() }],
      [model, { learningRate: 1e-4 }],
      [model, { seed: 2 }],
      [model, { maxLength: 17 }],
      [model, { validation: train }],
      [model, { classWeight: 'balanced' as const }],
      [retrained, {}],
    ] as const) {
      const error = await failureOf(
        TextClassifier.finetune(name, { ...quick, checkpoint: folder, ...options }),
      )
      expect(error).toMatchObject({
        code: 'invalid-option',
        message: expect.stringMatching(/another run.*use another folder/),
      })
    }
    expect(await readdir(folder)).toEqual(before)
    const elsewhere = join(await temporaryFolder(), 'moved')
    await cp(model, elsewhere, { recursive: true })
    const same = await TextClassifier.finetune(elsewhere, { ...quick, checkpoint: folder })
    expect(same.training!.losses).toHaveLength(3)
  })
})

describe('a trained TextClassifier refuses', () => {
  let classifier: TextClassifier<'spam' | 'work'>
  beforeAll(async () => {
    classifier = await TextClassifier.finetune(await tinyModel(), quick)
  })

  it.each<readonly [unknown, RegExp]>([
    [5, /Text 0 is the number 5/],
    [undefined, /Text 0 is undefined/],
    [['fine', null], /Text 1 is null/],
    [{ text: 'x' }, /Text 0 is an object/],
  ])('to predict %s', async (input, message) => {
    const error = await failureOf(classifier.predict(input as string))
    expect(error).toMatchObject({ code: 'invalid-data', message: expect.stringMatching(message) })
  })

  it('a batch size that is none', async () => {
    const batchSize = Number.NaN
    const message = expect.stringMatching(/batchSize.*NaN/)
    const wanted = { code: 'invalid-option', message }
    expect(await failureOf(classifier.predict('x', { batchSize }))).toMatchObject(wanted)
    expect(await failureOf(classifier.evaluate(train, { batchSize }))).toMatchObject(wanted)
    expect(await failureOf(async () => classifier.predictAll(['x'], { batchSize }))).toMatchObject(wanted)
  })

  it('a stream with something that is no text, after it gave what came before', async () => {
    const texts = ['win', 'free', 7, 'money'] as string[]
    const labels: string[] = []
    const error = await failureOf(async () => {
      for await (const { label } of classifier.predictAll(texts, { batchSize: 1 })) labels.push(label)
    })
    expect(error).toMatchObject({ code: 'invalid-data', details: { row: 2 } })
    expect(labels).toHaveLength(2)
  })

  it('to evaluate labels that it does not have, or rows that are none', async () => {
    const rows = [...train, { text: 'x', label: 'eggs' }] as typeof train
    expect(await failureOf(classifier.evaluate(rows))).toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(/"eggs".*rows, row 24.*"spam", "work"/),
    })
    expect(await failureOf(classifier.evaluate([]))).toMatchObject({ code: 'invalid-data' })
  })

  it('to save where it cannot, and leaves what is there', async () => {
    const parent = await temporaryFolder()
    const file = join(parent, 'file')
    await writeFile(file, 'mine')
    const foreign = join(parent, 'foreign')
    await mkdir(foreign)
    await writeFile(join(foreign, 'thesis.txt'), 'mine')
    for (const [path, message] of [
      [file, /file/],
      [join(file, 'below'), /a part of this path is a file/i],
      [foreign, /thesis\.txt.*new or an empty folder/],
    ] as const) {
      const error = await failureOf(classifier.save(path))
      expect({ code: error.code, message: error.message }).toEqual({
        code: 'file-access',
        message: expect.stringMatching(message),
      })
    }
    const number: unknown = 5
    expect((await failureOf(classifier.save(number as string))).code).toBe('invalid-option')
    expect((await readdir(parent)).sort()).toEqual(['file', 'foreign'])
    expect(await readdir(foreign)).toEqual(['thesis.txt'])
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  describe('when it is loaded from', () => {
    let saved: string
    beforeAll(async () => {
      saved = join(await temporaryFolder(), 'model')
      await classifier.save(saved)
    })

    /** A copy of the saved folder with something wrong in it. */
    async function damaged(damage: (folder: string) => Promise<unknown>): Promise<GraftError> {
      const folder = join(await temporaryFolder(), 'damaged')
      await cp(saved, folder, { recursive: true })
      await damage(folder)
      return failureOf(TextClassifier.load(folder))
    }
    const config = (change: (json: Record<string, unknown>) => unknown) => async (folder: string) => {
      const path = join(folder, 'config.json')
      await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))))
    }

    it.each<readonly [string, (folder: string) => Promise<unknown>, string, RegExp]>([
      [
        'a folder without labels',
        config((json) => ({ ...json, id2label: undefined })),
        'invalid-file',
        /0 distinct labels.*fine-tune/,
      ],
      [
        'labels that are no text',
        config((json) => ({ ...json, id2label: { 0: 'spam', 1: 1 } })),
        'invalid-file',
        /labels.*config\.json/,
      ],
      [
        'the same label twice',
        config((json) => ({ ...json, id2label: { 0: 'spam', 1: 'spam' } })),
        'invalid-file',
        /labels/,
      ],
      [
        'more labels than the head has',
        config((json) => ({ ...json, id2label: { 0: 'a', 1: 'b', 2: 'c' } })),
        'invalid-file',
        /classifier\.weight.*weights belong to its config\.json/,
      ],
      [
        'a model with several labels a text',
        config((json) => ({ ...json, problem_type: 'multi_label_classification' })),
        'unsupported',
        /multi_label_classification.*single_label_classification/,
      ],
      [
        'another architecture',
        config((json) => ({ ...json, model_type: 'gpt2' })),
        'unsupported',
        /"gpt2".*bert/,
      ],
      [
        'sizes that the weights do not have',
        config((json) => ({ ...json, hidden_size: 64 })),
        'invalid-file',
        /do not fit config\.json/,
      ],
      [
        'a size that is none',
        config((json) => ({ ...json, hidden_size: 'big' })),
        'invalid-file',
        /hidden_size/,
      ],
      [
        'a config cut in half',
        (folder) => truncate(join(folder, 'config.json'), 50),
        'invalid-file',
        /config\.json.*again/,
      ],
      ['no config', (folder) => unlink(join(folder, 'config.json')), 'not-found', /config\.json/],
      [
        'weights cut in half',
        (folder) => truncate(join(folder, 'model.safetensors'), 1e6),
        'invalid-file',
        /model\.safetensors.*again/,
      ],
      [
        'weights of nothing',
        (folder) => truncate(join(folder, 'model.safetensors'), 0),
        'invalid-file',
        /model\.safetensors/,
      ],
      ['no weights', (folder) => unlink(join(folder, 'model.safetensors')), 'not-found', /safetensors/],
      ['no tokenizer', (folder) => unlink(join(folder, 'tokenizer.json')), 'unsupported', /tokenizer\.json/],
      [
        'a damaged tokenizer',
        (folder) => writeFile(join(folder, 'tokenizer.json'), '{"model":{}}'),
        'invalid-file',
        /tokenizer/,
      ],
    ])('%s', async (_, damage, code, message) => {
      const error = await damaged(damage)
      expect({ code: error.code, message: error.message }).toEqual({
        code,
        message: expect.stringMatching(message),
      })
    })

    it('a pretrained model that has no head yet', async () => {
      expect(await failureOf(TextClassifier.load(miniLM))).toMatchObject({
        code: 'invalid-file',
        message: expect.stringMatching(/TextClassifier\.finetune/),
      })
    })

    it('a device that is not there', async () => {
      expect(await failureOf(TextClassifier.load(saved, { device: 'cuda' }))).toMatchObject({
        code: 'device-unavailable',
        message: expect.stringMatching(/"cuda"/),
      })
    })
  })
})
