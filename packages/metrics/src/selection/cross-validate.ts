import { asRows, type Column, checkNotEmpty } from '../input/column'
import { refuse } from '../input/refuse'
import { type ConcurrencyOptions, runConcurrently } from './concurrent'
import {
  type EvaluateFold,
  evaluateHere,
  type FitAndScore,
  type FoldResult,
  type FoldTask,
  fingerprintOf,
} from './fold'
import { type ScoreSummary, summarize } from './scores'
import type { Split } from './split'

/** What trains and judges: `fit` and `score`, or `evaluate` of `foldsInWorkers`, where they run in worker threads. */
export type FoldEvaluation<Model> = FitAndScore<Model> | { readonly evaluate: EvaluateFold }

export interface CrossValidateOptions extends ConcurrencyOptions {
  /** Where to train and where to test, for example from `kFold`. */
  readonly splits: Column<Split>
  /** Judge each model on its training rows too; false by default. */
  readonly scoreTrain?: boolean
  /** The results of an interrupted run on the same splits: their folds are not run again. */
  readonly resume?: readonly FoldResult[]
  /** Called after every fold, for example to store it. */
  readonly onFold?: (result: FoldResult) => void
}

export type CrossValidateInput<Model> = CrossValidateOptions & FoldEvaluation<Model>

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
 * @throws GraftError `not-finite` for scores that are no numbers; `invalid-data` for results to resume from that are
 *   of other splits; `aborted`; whatever `fit` and `score` throw.
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
  return evaluateFolds(input, 'evaluate' in input ? input.evaluate : evaluateHere(input), undefined)
}

/** Cross-validation of whatever evaluates a fold, with the value that a curve is at. */
export async function evaluateFolds<Value>(
  options: CrossValidateOptions,
  evaluate: EvaluateFold<Value>,
  value: Value,
): Promise<CrossValidation> {
  const { scoreTrain = false, resume = [], onFold, signal } = options
  const splits = Array.from(asRows(options.splits, 'splits'))
  checkNotEmpty(splits, 'splits')
  const tasks = splits.map(({ train, test }, fold) => async (): Promise<FoldResult> => {
    const task = { train, test, fold, folds: splits.length, scoreTrain, value }
    const earlier = resume.find((result) => result.fold === fold)
    if (earlier !== undefined) return checkSame(earlier, task)
    const scores = await evaluate(task, signal)
    const rows = { trainRows: train.length, testRows: test.length }
    const result = { fold, ...rows, fingerprint: fingerprintOf(task), ...scores }
    onFold?.(result)
    return result
  })
  const folds = await runConcurrently(tasks, options)
  return {
    folds,
    test: summarize(folds.map(({ test }) => test)),
    ...(scoreTrain ? { train: summarize(folds.map(({ train }) => train ?? {})) } : {}),
  }
}

function checkSame<Value>(earlier: FoldResult, task: FoldTask<Value>): FoldResult {
  const same = earlier.fingerprint === fingerprintOf(task)
  if (same && (earlier.train !== undefined || !task.scoreTrain)) return earlier
  return refuse({
    what: same
      ? `Fold ${task.fold} of the resumed run was not judged on its training rows.`
      : `Fold ${task.fold} of the resumed run had other rows.`,
    where: 'resume',
    fix: 'Resume with the same splits and options, or start anew.',
  })
}
