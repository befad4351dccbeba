import { type ClassifierParts, evaluateRows, type Prediction } from '@graftjs/classifier'
import type { EvaluateOptions, Evaluation, RowSource, TextExample } from '../classifier/contract'

/** Predicts labelled texts and measures the result; of a mistake its text is kept. */
export const evaluateTexts = <Label extends string>(
  parts: ClassifierParts<string, Prediction<Label>, Label>,
  rows: RowSource<TextExample<Label>>,
  options: EvaluateOptions<Label> = {},
): Promise<Evaluation<Label>> =>
  evaluateRows(parts, rows, ({ row, ...judged }, { text }) => ({ row, text, ...judged }), options)
