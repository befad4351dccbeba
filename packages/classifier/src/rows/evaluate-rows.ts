import { classificationReport } from '@graftjs/metrics'
import type { ClassifierParts } from '../batch-classifier'
import type { EvaluateOptions, Evaluation, Labelled, Misjudged, RowSource } from '../contract'
import type { Prediction } from '../prediction'
import { checkKnownLabels, readLabelledRows } from './labelled-rows'
import { predictRows } from './predict-rows'

/**
 * Predicts labelled rows in batches and measures the result: what `evaluate` is made of wherever an input has one label.
 *
 * @param mistakeOf what is kept of a row that was got wrong
 * @throws GraftError `invalid-data` naming the row; `invalid-option`; `aborted`.
 */
export async function evaluateRows<
  Input,
  Label extends string,
  Row extends Labelled<Label>,
  Mistake extends Misjudged<Label>,
>(
  parts: ClassifierParts<Input, Prediction<Label>, Label>,
  source: RowSource<Row>,
  mistakeOf: (misjudged: Misjudged<Label>, row: Row) => Mistake,
  options: EvaluateOptions<Label> = {},
): Promise<Evaluation<Label, Mistake>> {
  const { kind, labels, predictor } = parts
  const { positive, mistakes = 5, ...watched } = options
  const rows = await readLabelledRows(kind, source, 'rows', options.signal)
  checkKnownLabels(rows, labels, 'rows')
  const { inputs, predictions, seconds } = await predictRows(parts, rows, watched)
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
    device: predictor.device,
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
