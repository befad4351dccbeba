/**
 * The shapes that every text classifier keeps, whatever is inside it: a fine-tuned transformer, the linear
 * baseline, or one of your own. Types only.
 */
import type {
  Labelled,
  Misjudged,
  Classifier as SharedClassifier,
  Evaluation as SharedEvaluation,
} from '@graftjs/classifier'

export type { EvaluateOptions, PredictOptions, RowSource } from '@graftjs/classifier'

/** One labelled text. `Label` is the union of the label names where the rows' type gives one. */
export interface TextExample<Label extends string = string> extends Labelled<Label> {
  readonly text: string
}

/** A row that the classifier got wrong. */
export interface Mistake<Label extends string = string> extends Misjudged<Label> {
  readonly text: string
}

/** How a classifier does on rows that it has not seen. */
export type Evaluation<Label extends string = string> = SharedEvaluation<Label, Mistake<Label>>

/** What every text classifier can do. */
export type Classifier<Label extends string = string> = SharedClassifier<
  string,
  TextExample<Label>,
  Label,
  Mistake<Label>
>
