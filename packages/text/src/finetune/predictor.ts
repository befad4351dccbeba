import {
  checkBatchSize,
  type Prediction,
  softmax,
  TimeSlice,
  throwIfAborted,
  toPrediction,
} from '@graftjs/classifier'
import { type Compiled, compile, type Engine, type Tensor } from '@graftjs/core'
import type { Encoding, Tokenizer } from '@graftjs/hub'
import type { BertInputs } from '../bert/bert'
import type { EvaluateOptions, Evaluation, RowSource, TextExample } from '../classifier/contract'
import { evaluateTexts } from '../rows/evaluate'
import type { SequenceClassifier } from './architecture'
import { dynamicInputs, encodeTexts, inputsOf } from './token-batches'

export interface PredictorParts<Label extends string> {
  readonly module: SequenceClassifier
  readonly labels: readonly Label[]
  readonly tokenizer: Tokenizer
  readonly maxLength: number
  readonly engine: Engine
}

export const defaultBatchSize = 32

/** Batches gathered by `evaluate` before they are cut, so that texts of similar length stand together. */
const gatheredBatches = 8

type Forward = Compiled<[SequenceClassifier, BertInputs], Tensor>

/** A model with its tokenizer: texts in, predictions out. */
export class Predictor<Label extends string> {
  constructor(
    private readonly parts: PredictorParts<Label>,
    private readonly forward: Forward = compile(
      (module: SequenceClassifier, inputs: BertInputs) => module.forward(inputs),
      {
        engine: parts.engine,
        dynamic: [null, dynamicInputs],
      },
    ),
  ) {}

  /** The same model with other parameters, without compiling anew; to be closed once for both. */
  with(module: SequenceClassifier): Predictor<Label> {
    return new Predictor({ ...this.parts, module }, this.forward)
  }

  /** Longest first, so that a batch holds texts of similar length; results in the order of the texts. */
  async predict(
    texts: readonly string[],
    batchSize: number,
    signal?: AbortSignal,
  ): Promise<Prediction<Label>[]> {
    const { tokenizer, maxLength, labels } = this.parts
    const rows = await encodeTexts(tokenizer, texts, maxLength, new TimeSlice(signal))
    const order = rows
      .map((_, index) => index)
      .sort((a, b) => rows[b]!.ids.length - rows[a]!.ids.length || a - b)
    const predictions = new Array<Prediction<Label>>(texts.length)
    for (let start = 0; start < order.length; start += batchSize) {
      throwIfAborted(signal)
      const chosen = order.slice(start, start + batchSize)
      const logits = await this.logits(
        chosen.map((index) => rows[index]!),
        signal,
      )
      for (const [place, index] of chosen.entries()) {
        predictions[index] = toPrediction(labels, softmax(logits[place]!))
      }
    }
    return predictions
  }

  async evaluate(
    rows: RowSource<TextExample<Label>>,
    options: EvaluateOptions<Label> = {},
  ): Promise<Evaluation<Label>> {
    const { batchSize = defaultBatchSize, signal } = options
    const size = checkBatchSize(batchSize)
    const { labels, engine } = this.parts
    const predictor = {
      labels,
      device: engine.device,
      batchSize: gatheredBatches * size,
      predictBatch: (texts: readonly string[]) => this.predict(texts, size, signal),
    }
    return evaluateTexts(predictor, rows, options)
  }

  /** The logits of encoded texts, one array a text. */
  async logits(rows: readonly Encoding[], signal?: AbortSignal): Promise<Float32Array[]> {
    const { tokenizer, module, labels } = this.parts
    const result = await this.forward.run([module, inputsOf(tokenizer, rows)], { signal })
    const data = (await result.data()) as Float32Array
    return rows.map((_, row) => data.subarray(row * labels.length, (row + 1) * labels.length))
  }

  async close(): Promise<void> {
    await this.forward.dispose()
  }
}
