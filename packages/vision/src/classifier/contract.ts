/**
 * The shapes that every picture classifier keeps, whatever is inside it: a fine-tuned network, a classical baseline, or
 * one of your own. Types only.
 */
import type {
  Labelled,
  LabelSetRow,
  Misjudged,
  Classifier as SharedClassifier,
  Evaluation as SharedEvaluation,
} from '@graftjs/classifier'
import type { PictureSource } from '../pictures/picture-source'

export type { EvaluateOptions, PredictOptions, RowSource } from '@graftjs/classifier'

/** One labelled picture: a path, an address, a file's bytes or pixels, and what is on it. */
export interface PictureExample<Label extends string = string> extends Labelled<Label> {
  readonly picture: PictureSource
}

/** A row that the classifier got wrong. */
export interface Mistake<Label extends string = string> extends Misjudged<Label> {
  readonly picture: PictureSource
}

/** How a classifier does on rows that it has not seen. */
export type Evaluation<Label extends string = string> = SharedEvaluation<Label, Mistake<Label>>

/** What every picture classifier can do. */
export type Classifier<Label extends string = string> = SharedClassifier<
  PictureSource,
  PictureExample<Label>,
  Label,
  Mistake<Label>
>

/** One picture and all labels that are true of it, maybe none. */
export interface TaggedPicture<Label extends string = string> extends LabelSetRow<Label> {
  readonly picture: PictureSource
}
