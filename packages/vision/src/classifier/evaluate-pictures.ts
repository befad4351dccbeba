import { type ClassifierParts, evaluateRows, type Prediction } from '@graftjs/classifier'
import type { PictureSource } from '../pictures/picture-source'
import type { EvaluateOptions, Evaluation, PictureExample, RowSource } from './contract'

/** Predicts labelled pictures and measures the result; of a mistake its picture is kept. */
export const evaluatePictures = <Label extends string>(
  parts: ClassifierParts<PictureSource, Prediction<Label>, Label>,
  rows: RowSource<PictureExample<Label>>,
  options: EvaluateOptions<Label> = {},
): Promise<Evaluation<Label>> =>
  evaluateRows(parts, rows, ({ row, ...judged }, { picture }) => ({ row, picture, ...judged }), options)
