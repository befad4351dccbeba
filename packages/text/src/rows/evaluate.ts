import type { Prediction } from '@graftjs/classifier'
import { classificationReport } from '@graftjs/metrics'
import type { EvaluateOptions, Evaluation, Mistake, RowSource, TextExample } from '../classifier/contract'
import { checkKnownLabels, readExamples } from './examples'
import { predictStream } from './predict-stream'

/** What evaluating needs of a classifier. */
export interface BatchPredictor<Label extends string> {
  readonly labels: readonly Label[]
  readonly device: string
  readonly batchSize: number
  readonly predictBatch: (texts: readonly string[]) => Promise<readonly Prediction<Label>[]>
}

/**
 * Predicts labelled rows in batches and measures the result: what every classifier's `evaluate` is made of.
 *
 * @throws GraftError `invalid-data` naming the row; `aborted`.
 */
export async function evaluateRows<Label extends string>(
  predictor: BatchPredictor<Label>,
  source: RowSource<TextExample<Label>>,
  { positive, mistakes = 5, onProgress, signal }: EvaluateOptions<Label> = {},
): Promise<Evaluation<Label>> {
  const { labels, device, batchSize } = predictor
  const rows = await readExamples(source, 'rows', signal)
  checkKnownLabels(rows, labels, 'rows')
  const started = performance.now()
  const secondsSinceStart = () => (performance.now() - started) / 1000
  const predictions: Prediction<Label>[] = []
  const predict = async (texts: readonly string[]) => {
    const predicted = await predictor.predictBatch(texts)
    const step = predictions.length + predicted.length
    const examplesPerSecond = step / secondsSinceStart()
    const secondsLeft = (rows.length - step) / examplesPerSecond
    onProgress?.({ phase: 'evaluate', step, steps: rows.length, examplesPerSecond, secondsLeft })
    return predicted
  }
  const texts = rows.map((row) => row.text)
  for await (const prediction of predictStream(texts, predict, { batchSize, signal }))
    predictions.push(prediction)
  const seconds = secondsSinceStart()
  const truths = rows.map((row) => row.label)
  const report = classificationReport({
    truth: truths,
    scores: predictions.map((prediction) => labels.map((label) => prediction.scores[label])),
    labels,
    ...(positive === undefined ? {} : { positive }),
  })
  return {
    report,
    mistakes: worstMistakes(rows, predictions, mistakes),
    truths,
    predictions,
    seconds,
    device,
  }
}

/** The rows that were got wrong with the highest score, one for each distinct text. */
function worstMistakes<Label extends string>(
  rows: readonly TextExample<Label>[],
  predictions: readonly Prediction<Label>[],
  count: number,
): Mistake<Label>[] {
  const wrong = rows.flatMap(({ text, label: truth }, row): Mistake<Label>[] => {
    const { label: predicted, score, scores } = predictions[row]!
    return predicted === truth ? [] : [{ row, text, truth, predicted, score, truthScore: scores[truth] }]
  })
  wrong.sort((a, b) => b.score - a.score || a.row - b.row)
  const shown = new Set<string>()
  const distinct = wrong.filter(({ text }) => !shown.has(text) && shown.add(text))
  return distinct.slice(0, count)
}
