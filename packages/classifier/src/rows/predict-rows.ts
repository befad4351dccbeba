import type { ClassifierParts } from '../batch-classifier'
import type { WatchedOptions } from '../contract'
import { checkBatchSize } from '../training/check-options'
import { inputOf } from './input-kind'
import { predictStream } from './predict-stream'

/** What was said of rows, in their order, and how long that took. */
export interface PredictedRows<Input, Answer> {
  readonly inputs: readonly Input[]
  readonly predictions: readonly Answer[]
  readonly seconds: number
}

/** Predicts rows that were checked, batch by batch, with progress: what an evaluation goes by. */
export async function predictRows<Input, Answer>(
  { kind, predictor, gathered = 1, ...parts }: ClassifierParts<Input, Answer>,
  rows: readonly object[],
  { batchSize = parts.batchSize, onProgress, signal }: WatchedOptions,
): Promise<PredictedRows<Input, Answer>> {
  const size = checkBatchSize(batchSize)
  const started = performance.now()
  const secondsSinceStart = () => (performance.now() - started) / 1000
  const predictions: Answer[] = []
  const predict = async (batch: readonly Input[]) => {
    const predicted = await predictor.predict(batch, size, signal)
    const step = predictions.length + predicted.length
    const examplesPerSecond = step / secondsSinceStart()
    const secondsLeft = (rows.length - step) / examplesPerSecond
    onProgress?.({ phase: 'evaluate', step, steps: rows.length, examplesPerSecond, secondsLeft })
    return predicted
  }
  const inputs = rows.map((row) => inputOf(kind, row))
  for await (const prediction of predictStream(kind, inputs, predict, { batchSize: gathered * size, signal }))
    predictions.push(prediction)
  return { inputs, predictions, seconds: secondsSinceStart() }
}
