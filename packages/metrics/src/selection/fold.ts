import { namedScores, type Scores } from './scores'
import type { Split } from './split'

/** Which of how many fits is running. */
export interface FitContext<Value = undefined> {
  readonly fold: number
  readonly folds: number
  /** In a worker always undefined: an abort ends the worker. */
  readonly signal: AbortSignal | undefined
  /** The value that `validationCurve` tries; undefined elsewhere. */
  readonly value: Value
}

/** How a model comes from rows, and how good it is on rows. */
export interface FitAndScore<Model, Value = undefined> {
  /** Trains on the rows at these positions. */
  readonly fit: (train: Int32Array, context: FitContext<Value>) => Model | Promise<Model>
  /** Judges a model on the rows at these positions: a number, or several by name. */
  readonly score: (model: Model, rows: Int32Array, context: FitContext<Value>) => Scores | Promise<Scores>
}

/** One fold to be trained and judged, as plain data. */
export interface FoldTask<Value = undefined> extends Split {
  readonly fold: number
  readonly folds: number
  readonly scoreTrain: boolean
  readonly value: Value
}

export interface FoldScores {
  readonly test: Readonly<Record<string, number>>
  /** Scores on the rows trained on, where asked for. */
  readonly train?: Readonly<Record<string, number>>
}

/** Trains and judges one fold, here or elsewhere. */
export type EvaluateFold<Value = undefined> = (
  task: FoldTask<Value>,
  signal: AbortSignal | undefined,
) => Promise<FoldScores>

/** One fold and how it did: plain data, so that it can be stored and a run resumed. */
export interface FoldResult extends FoldScores {
  readonly fold: number
  readonly trainRows: number
  readonly testRows: number
  /** Tells the rows of this split from those of another. */
  readonly fingerprint: number
}

export function evaluateHere<Model, Value>({ fit, score }: FitAndScore<Model, Value>): EvaluateFold<Value> {
  return async ({ train, test, fold, folds, scoreTrain, value }, signal) => {
    const context = { fold, folds, signal, value }
    const model = await fit(train, context)
    const testScores = namedScores(await score(model, test, context), `fold ${fold}`)
    if (!scoreTrain) return { test: testScores }
    const trainScores = await score(model, train, context)
    return { test: testScores, train: namedScores(trainScores, `fold ${fold}, training rows`) }
  }
}

/** FNV-1a over the positions of both parts: a different split has another in all but one of four billion cases. */
export function fingerprintOf({ train, test }: Split): number {
  let hash = 0x811c9dc5
  for (const part of [train, test]) {
    hash = Math.imul(hash ^ part.length, 0x01000193)
    for (let at = 0; at < part.length; at++) hash = Math.imul(hash ^ part[at]!, 0x01000193)
  }
  return hash >>> 0
}
