import { asRows, type Column, checkNotEmpty } from '../input/column'
import { type ConcurrencyOptions, runConcurrently } from './concurrent'
import { namedScores, type ScoreSummary, type Scores, summarize } from './scores'
import type { Split } from './split'

/** Which of how many fits is running. */
export interface FitContext {
  readonly fold: number
  readonly folds: number
  readonly signal: AbortSignal | undefined
}

export interface FoldResult {
  readonly fold: number
  readonly trainRows: number
  readonly testRows: number
  readonly test: Readonly<Record<string, number>>
  /** Scores on the rows trained on, where asked for. */
  readonly train?: Readonly<Record<string, number>>
}

export interface CrossValidateInput<Model> extends ConcurrencyOptions {
  /** Where to train and where to test, for example from `kFold`. */
  readonly splits: Column<Split>
  /** Trains on the rows at these positions. */
  readonly fit: (train: Int32Array, context: FitContext) => Model | Promise<Model>
  /** Judges a model on the rows at these positions: a number, or several by name. */
  readonly score: (model: Model, rows: Int32Array, context: FitContext) => Scores | Promise<Scores>
  /** Judge each model on its training rows too; false by default. */
  readonly scoreTrain?: boolean
  /** Called after every fold. */
  readonly onFold?: (result: FoldResult) => void
}

export interface CrossValidation {
  readonly folds: readonly FoldResult[]
  /** For each score its mean over folds and how it scatters. */
  readonly test: Readonly<Record<string, ScoreSummary>>
  readonly train?: Readonly<Record<string, ScoreSummary>>
}

/**
 * Trains and judges on every split. For an interval of the mean, or to compare two models on the same splits,
 * use `correctedResampledTest`: folds share training rows, so their scatter alone says too little.
 *
 * @throws GraftError `not-finite` for scores that are no numbers; `aborted`; whatever `fit` and `score` throw.
 *
 * @example
 * const result = await crossValidate({
 *   splits: kFold(rows.length, { stratify: labels }),
 *   fit: (train) => trainModel(take(rows, train)),
 *   score: (model, test) => ({ f1: f1(take(labels, test), model.predict(take(rows, test))) }),
 * })
 * result.test.f1.mean
 */
export async function crossValidate<Model>(input: CrossValidateInput<Model>): Promise<CrossValidation> {
  const { fit, score, scoreTrain = false, onFold, signal } = input
  const splits = Array.from(asRows(input.splits, 'splits'))
  checkNotEmpty(splits, 'splits')
  const tasks = splits.map(({ train, test }, fold) => async (): Promise<FoldResult> => {
    const context = { fold, folds: splits.length, signal }
    const model = await fit(train, context)
    const testScores = namedScores(await score(model, test, context), `fold ${fold}`)
    const trainScores = scoreTrain
      ? { train: namedScores(await score(model, train, context), `fold ${fold}, training rows`) }
      : {}
    const result = { fold, trainRows: train.length, testRows: test.length, test: testScores, ...trainScores }
    onFold?.(result)
    return result
  })
  const folds = await runConcurrently(tasks, input)
  return {
    folds,
    test: summarize(folds.map(({ test }) => test)),
    ...(scoreTrain ? { train: summarize(folds.map(({ train }) => train ?? {})) } : {}),
  }
}
