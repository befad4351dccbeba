import { classificationReport } from '@graftjs/metrics'
import type { EvaluateOptions, Evaluation, Labelled, Misjudged, RowSource } from '../contract'
import type { Prediction } from '../prediction'
import { type InputKind, inputOf } from './input-kind'
import { checkKnownLabels, readLabelledRows } from './labelled-rows'
import { predictStream } from './predict-stream'

/** What evaluating needs of a classifier. */
export interface BatchPredictor<Input, Label extends string> {
  readonly labels: readonly Label[]
  readonly device: string
  readonly batchSize: number
  readonly predictBatch: (inputs: readonly Input[]) => Promise<readonly Prediction<Label>[]>
}

/**
 * Predicts labelled rows in batches and measures the result: what every classifier's `evaluate` is made of.
 *
 * @param mistakeOf what is kept of a row that was got wrong
 * @throws GraftError `invalid-data` naming the row; `aborted`.
 */
export async function evaluateRows<
  Input,
  Label extends string,
  Row extends Labelled<Label>,
  Mistake extends Misjudged<Label>,
>(
  kind: InputKind<Input, string>,
  predictor: BatchPredictor<Input, Label>,
  source: RowSource<Row>,
  mistakeOf: (misjudged: Misjudged<Label>, row: Row) => Mistake,
  { positive, mistakes = 5, onProgress, signal }: EvaluateOptions<Label> = {},
): Promise<Evaluation<Label, Mistake>> {
  const { labels, device, batchSize } = predictor
  const rows = await readLabelledRows(kind, source, 'rows', signal)
  checkKnownLabels(rows, labels, 'rows')
  const started = performance.now()
  const secondsSinceStart = () => (performance.now() - started) / 1000
  const predictions: Prediction<Label>[] = []
  const predict = async (inputs: readonly Input[]) => {
    const predicted = await predictor.predictBatch(inputs)
    const step = predictions.length + predicted.length
    const examplesPerSecond = step / secondsSinceStart()
    const secondsLeft = (rows.length - step) / examplesPerSecond
    onProgress?.({ phase: 'evaluate', step, steps: rows.length, examplesPerSecond, secondsLeft })
    return predicted
  }
  const inputs = rows.map((row) => inputOf(kind, row))
  for await (const prediction of predictStream(kind, inputs, predict, { batchSize, signal }))
    predictions.push(prediction)
  const seconds = secondsSinceStart()
  const truths = rows.map((row) => row.label)
  const report = classificationReport({
    truth: truths,
    scores: predictions.map((prediction) => labels.map((label) => prediction.scores[label])),
    labels,
    ...(positive === undefined ? {} : { positive }),
  })
  const worst = worstMistakes(truths, predictions, inputs, mistakes)
  return {
    report,
    mistakes: worst.map((misjudged) => mistakeOf(misjudged, rows[misjudged.row]!)),
    truths,
    predictions,
    seconds,
    device,
  }
}

/** The rows that were got wrong with the highest score, one for each distinct input. */
function worstMistakes<Label extends string>(
  truths: readonly Label[],
  predictions: readonly Prediction<Label>[],
  inputs: readonly unknown[],
  count: number,
): Misjudged<Label>[] {
  const wrong = truths.flatMap((truth, row): Misjudged<Label>[] => {
    const { label: predicted, score, scores } = predictions[row]!
    return predicted === truth ? [] : [{ row, truth, predicted, score, truthScore: scores[truth] }]
  })
  wrong.sort((a, b) => b.score - a.score || a.row - b.row)
  const shown = new Set<unknown>()
  const distinct = wrong.filter(({ row }) => !shown.has(inputs[row]) && shown.add(inputs[row]))
  return distinct.slice(0, count)
}
