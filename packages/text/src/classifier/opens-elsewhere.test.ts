import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Prediction } from '@graftjs/classifier'
import { AutoTokenizer, env, pipeline, Tensor } from '@huggingface/transformers'
import { beforeAll, describe, expect, it } from 'vitest'
import { miniLM, temporaryFolder } from './fixtures/models'
import { hardTexts, rowsOf } from './fixtures/rows'
import { TextClassifier } from './text-classifier'

const python = process.env['GRAFT_PYTHON']
const script = fileURLToPath(new URL('fixtures/reopen.py', import.meta.url))

/** MiniLM, three labels with awkward names, a few steps: the scores are far from 0 and 1. */
const rename = { spam: 'spam "&<junk>', work: 'Arbeit – 仕事', sport: '体育/sport' } as const
const maxLength = 48

describe('a saved folder', () => {
  let folder: string
  let predictions: Prediction[]
  beforeAll(async () => {
    folder = join(await temporaryFolder(), 'saved')
    const rows = rowsOf(24, ['spam', 'work', 'sport']).map(({ text, label }) => ({
      text,
      label: rename[label],
    }))
    const classifier = await TextClassifier.finetune(miniLM, {
      train: rows,
      epochs: 1,
      batchSize: 8,
      learningRate: 3e-4,
      maxLength,
      onWarning: () => undefined,
    })
    predictions = await classifier.predict(hardTexts)
    await classifier.save(folder)
    await classifier.close()
  })

  /** The largest difference to our scores. */
  const largestDifference = (scores: readonly Readonly<Record<string, number>>[]) =>
    Math.max(
      ...predictions.flatMap(({ scores: ours }, index) =>
        Object.entries(ours).map(([label, score]) =>
          Math.abs(score - (scores[index]?.[label] ?? Number.NaN)),
        ),
      ),
    )

  const scoresOf = (logits: readonly number[]): Record<string, number> => {
    const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)))
    const total = powers.reduce((sum, power) => sum + power, 0)
    const labels = Object.values(rename).sort()
    return Object.fromEntries(labels.map((label, index) => [label, powers[index]! / total]))
  }

  it('says different things of different texts, so that equal scores mean something', () => {
    for (const label of Object.values(rename)) {
      const scores = predictions.map((prediction) => prediction.scores[label]!)
      expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(0.02)
    }
  })

  it('opens in Graft to the same bits', async () => {
    const same = await TextClassifier.load(folder)
    expect(same.labels).toEqual(Object.values(rename).sort())
    expect(await same.predict(hardTexts)).toEqual(predictions)
  })

  it('opens in transformers.js to the same scores', async () => {
    env.allowRemoteModels = false
    const tokenizer = await AutoTokenizer.from_pretrained(folder)
    const classify = await pipeline('text-classification', folder, { dtype: 'fp32' })
    const scores: Record<string, number>[] = []
    for (const text of hardTexts) {
      const ids = tokenizer.encode(text)
      if (ids.length <= maxLength) {
        const entries = [await classify(text, { top_k: null })].flat(2)
        scores.push(Object.fromEntries(entries.map(({ label, score }) => [label, score])))
      } else {
        // Its own truncation (4.3) cuts off the closing [SEP], too; here the ids are cut as Python does.
        const kept = [...ids.slice(0, maxLength - 1), ids.at(-1)!]
        const row = (value: (id: number) => number) =>
          new Tensor(
            'int64',
            BigInt64Array.from(kept, (id) => BigInt(value(id))),
            [1, kept.length],
          )
        const inputs = {
          input_ids: row((id) => id),
          attention_mask: row(() => 1),
          token_type_ids: row(() => 0),
        }
        const { logits } = (await classify.model(inputs)) as { logits: Tensor }
        scores.push(scoresOf(Array.from(logits.data, Number)))
      }
    }
    await classify.dispose()
    const difference = largestDifference(scores)
    console.log(`transformers.js: scores differ by at most ${difference.toExponential(1)}`)
    expect(difference).toBeLessThan(1e-4)
  })

  it('opens in Python to the same scores, long texts too, and its ONNX file is valid', (context) => {
    if (!python) return context.skip('GRAFT_PYTHON names no Python with transformers, torch and onnx')
    const { status, stdout, stderr } = spawnSync(python, [script, folder], {
      input: JSON.stringify(hardTexts),
      encoding: 'utf8',
      env: { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
    })
    expect(status, stderr).toBe(0)
    const { scores, onnxLogits } = JSON.parse(stdout) as {
      scores: Record<string, number>[]
      onnxLogits?: number[][]
    }
    const difference = largestDifference(scores)
    console.log(`Python transformers: scores differ by at most ${difference.toExponential(1)}`)
    expect(difference).toBeLessThan(1e-4)
    if (onnxLogits) expect(largestDifference(onnxLogits.map(scoresOf))).toBeLessThan(1e-4)
    else
      console.warn('onnxruntime is not installed beside it: the ONNX file was checked, not run, in Python.')
  })
})
