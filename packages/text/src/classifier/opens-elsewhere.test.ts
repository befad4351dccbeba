import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AutoTokenizer, env, pipeline } from '@huggingface/transformers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Prediction } from './contract'
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
      maxLength,
    })
    predictions = await classifier.predict(hardTexts)
    await classifier.save(folder)
    await classifier.close()
  })

  /** The largest difference to our scores, over the texts for which `counts` holds. */
  const largestDifference = (
    scores: readonly Readonly<Record<string, number>>[],
    counts = (_: number) => true,
  ) =>
    Math.max(
      ...predictions.flatMap(({ scores: ours }, index) =>
        counts(index)
          ? Object.entries(ours).map(([label, score]) =>
              Math.abs(score - (scores[index]?.[label] ?? Number.NaN)),
            )
          : [],
      ),
    )

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
      const entries = [await classify(text, { top_k: null })].flat(2)
      scores.push(Object.fromEntries(entries.map(({ label, score }) => [label, score])))
    }
    await classify.dispose()
    // Of a text that is too long transformers.js 4.3 cuts off the closing [SEP] too: those are not comparable.
    const isWhole = (index: number) => tokenizer.encode(hardTexts[index]!).length <= maxLength
    expect(hardTexts.filter((_, index) => isWhole(index)).length).toBeGreaterThan(6)
    const difference = largestDifference(scores, isWhole)
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
    if (onnxLogits) {
      const labels = Object.values(rename).sort()
      const fromLogits = onnxLogits.map((row) => {
        const powers = row.map((logit) => Math.exp(logit - Math.max(...row)))
        const total = powers.reduce((sum, power) => sum + power, 0)
        return Object.fromEntries(labels.map((label, index) => [label, powers[index]! / total]))
      })
      expect(largestDifference(fromLogits)).toBeLessThan(1e-4)
    }
  })
})
