import { type BatchPredictor, evaluateRows } from '@graftjs/classifier'
import type { EvaluateOptions, Evaluation, RowSource, TextExample } from '../classifier/contract'
import { textInput } from './text-input'

/** Predicts labelled texts and measures the result; of a mistake its text is kept. */
export const evaluateTexts = <Label extends string>(
  predictor: BatchPredictor<string, Label>,
  rows: RowSource<TextExample<Label>>,
  options: EvaluateOptions<Label>,
): Promise<Evaluation<Label>> =>
  evaluateRows(
    textInput,
    predictor,
    rows,
    ({ row, ...judged }, { text }: TextExample<Label>) => ({ row, text, ...judged }),
    options,
  )
