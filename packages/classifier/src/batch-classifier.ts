import type { PredictOptions } from './contract'
import type { InputKind } from './rows/input-kind'
import { checkInputs, predictStream } from './rows/predict-stream'
import { checkBatchSize } from './training/check-options'

/** What computes the answers: a network, a baseline, whatever is inside a classifier. */
export interface BatchPredictor<Input, Answer> {
  /** What it runs on, for example `cpu`. */
  readonly device: string
  /** What is said of each input, in order; of many, `batchSize` are computed together. */
  predict(inputs: readonly Input[], batchSize: number, signal?: AbortSignal): Promise<Answer[]>
}

/** What every classifier is made of, whatever it reads and whatever it says. */
export interface ClassifierParts<Input, Answer, Label extends string = string> {
  readonly labels: readonly Label[]
  readonly kind: InputKind<Input, string>
  readonly predictor: BatchPredictor<Input, Answer>
  /** Inputs computed together where a call does not say. */
  readonly batchSize: number
  /** Batches that the predictor gets at once of rows to evaluate, to put like beside like. Default 1. */
  readonly gathered?: number
}

/**
 * Inputs in, answers out: one, several, a stream of them. What it reads and says is up to the class that extends it, and
 * so is how it comes about, how it is judged and how it is saved.
 */
export abstract class BatchClassifier<
  Input,
  Answer,
  Label extends string = string,
  Options extends PredictOptions = PredictOptions,
> {
  /** The label names, sorted by code unit; the order of every array that has one entry a label. */
  readonly labels: readonly Label[]
  /** What it runs on, for example `cpu`. */
  readonly device: string

  constructor(protected readonly answering: ClassifierParts<Input, Answer, Label>) {
    this.labels = answering.labels
    this.device = answering.predictor.device
  }

  /** What answers a call with these options: where a class has more of them, what they make of its parts. */
  protected answeringFor(_options: Options | undefined): ClassifierParts<Input, Answer, Label> {
    return this.answering
  }

  /**
   * The prediction of one input, or of each of an array's inputs in order.
   *
   * @throws GraftError `invalid-data` naming the input that is none or cannot be read; `invalid-option`; `aborted`.
   */
  predict(input: Input, options?: Options): Promise<Answer>
  predict(inputs: readonly Input[], options?: Options): Promise<Answer[]>
  async predict(inputs: Input | readonly Input[], options?: Options): Promise<Answer | Answer[]> {
    const { kind, predictor, batchSize } = this.answeringFor(options)
    const size = checkBatchSize(options?.batchSize ?? batchSize)
    const list: readonly unknown[] = Array.isArray(inputs) ? inputs : [inputs]
    checkInputs(kind, list)
    const answers = await predictor.predict(list, size, options?.signal)
    return Array.isArray(inputs) ? answers : answers[0]!
  }

  /**
   * Predictions of a stream: in order, in batches, reading no further than one batch ahead of the consumer.
   *
   * @throws GraftError as `predict`; errors of the stream.
   */
  predictAll(inputs: Iterable<Input> | AsyncIterable<Input>, options?: Options): AsyncIterable<Answer> {
    const { kind, predictor, batchSize } = this.answeringFor(options)
    const signal = options?.signal
    const size = checkBatchSize(options?.batchSize ?? batchSize)
    const predict = (batch: readonly Input[]) => predictor.predict(batch, size, signal)
    return predictStream(kind, inputs, predict, { batchSize: size, signal })
  }
}
