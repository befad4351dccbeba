/**
 * The shapes that every classifier keeps, whatever it reads and whatever is inside it: a fine-tuned network, a linear
 * baseline, or one of your own. Types only.
 */
import type { OnProgress } from '@graftjs/base'
import type { ClassificationReport } from '@graftjs/metrics'
import type { Prediction } from './prediction'

/** What the rows of every kind of classifier have: beside the input itself, its label. */
export interface Labelled<Label extends string = string> {
  readonly label: Label
}

/**
 * Where rows come from: an array or any iterable, an async iterable (read once, kept in memory), or a function
 * that makes one of those, which is called again whenever the rows are needed again.
 */
export type RowSource<Row> =
  | Iterable<Row>
  | AsyncIterable<Row>
  | (() => Iterable<Row> | AsyncIterable<Row> | Promise<Iterable<Row> | AsyncIterable<Row>>)

export interface PredictOptions {
  /** Inputs computed together. Default: the classifier's own. */
  readonly batchSize?: number
  /** Stops between batches with a `GraftError` of code `aborted`. */
  readonly signal?: AbortSignal
}

/** How to predict many rows, with an eye on how far it is. */
export interface WatchedOptions extends PredictOptions {
  readonly onProgress?: OnProgress
}

export interface EvaluateOptions<Label extends string = string> extends WatchedOptions {
  /** The label of interest, say `spam`: carried to the report's readers. */
  readonly positive?: Label
  /** How many mistakes to keep, the most confident first. Default 5. */
  readonly mistakes?: number
}

/** What is said of a row that the classifier got wrong; what the row held stands beside it. */
export interface Misjudged<Label extends string = string> {
  /** Index of the row in the rows that were given. */
  readonly row: number
  readonly truth: Label
  readonly predicted: Label
  /** The probability of `predicted`: the higher, the more wrongly sure. */
  readonly score: number
  /** The probability that the true label got. */
  readonly truthScore: number
}

/** How a classifier does on rows that it has not seen. */
export interface Evaluation<
  Label extends string = string,
  Mistake extends Misjudged<Label> = Misjudged<Label>,
> {
  /** Accuracy, F1, per class, confusion matrix, calibration, with intervals. */
  readonly report: ClassificationReport<Label>
  /** The mistakes made with the most confidence, one for each distinct input, most confident first. */
  readonly mistakes: readonly Mistake[]
  /** Every row's true label and prediction, in the order of the rows: for paired tests and curves. */
  readonly truths: readonly Label[]
  readonly predictions: readonly Prediction<Label>[]
  /** Time spent predicting, in seconds. */
  readonly seconds: number
  /** What computed the predictions, for example `cpu`. */
  readonly device: string
}

/** What every classifier of one input a row can do. */
export interface Classifier<
  Input,
  Row extends Labelled<Label>,
  Label extends string = string,
  Mistake extends Misjudged<Label> = Misjudged<Label>,
> {
  /** The label names, sorted by code unit; the order of every array that has one entry a label. */
  readonly labels: readonly Label[]
  /** What it runs on, for example `cpu`. */
  readonly device: string

  /** The prediction of one input, or of each of an array's inputs in order. */
  predict(input: Input, options?: PredictOptions): Promise<Prediction<Label>>
  predict(inputs: readonly Input[], options?: PredictOptions): Promise<Prediction<Label>[]>

  /** Predictions of a stream: in order, in batches, reading no further than one batch ahead of the consumer. */
  predictAll(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    options?: PredictOptions,
  ): AsyncIterable<Prediction<Label>>

  /** Predicts labelled rows and measures the result. */
  evaluate(rows: RowSource<Row>, options?: EvaluateOptions<Label>): Promise<Evaluation<Label, Mistake>>

  /** Writes a folder that the same class's `load` opens to bit-equal predictions. */
  save(folder: string): Promise<void>
}
