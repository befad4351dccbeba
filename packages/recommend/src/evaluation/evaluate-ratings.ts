import type { OnProgress } from '@graftjs/base'
import { meanAbsoluteError, rootMeanSquaredError } from '@graftjs/metrics'
import { refuse, shown } from '../input/refuse'
import type { EventContext } from '../interactions/context/context-columns'
import type { Id } from '../interactions/id-table'
import type { Interactions } from '../interactions/interactions'
import type { Algorithm } from '../recommender/algorithm'
import { breathing } from '../recommender/fit-context'
import { fittedOf } from '../recommender/fitted'
import { queryOf } from '../recommender/query'
import { resolveSubject } from '../recommender/subject'
import type { Split } from '../splits/split'
import { askedIn } from './in-context'

export interface RatingsOptions {
  /** The lowest and the highest rating there is; by default those of training. Predictions beyond are moved there. */
  readonly range?: readonly [lowest: number, highest: number]
  readonly workers?: number
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
}

/** How far predicted ratings are from those given. `String(evaluation)` is the table. */
export interface RatingsEvaluation {
  readonly rows: readonly RatingsRow[]
  toString(): string
}

export interface RatingsRow {
  readonly model: string
  readonly algorithm: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Root of the mean squared error, and mean absolute error: the mean over folds. */
  readonly rmse: number
  readonly mae: number
  readonly folds: readonly { readonly rmse: number; readonly mae: number }[]
  /** The share of ratings that the model has nothing to say about: the mean of training is taken. */
  readonly unpredicted: number
  readonly fitSeconds: number
}

/**
 * Fits algorithms of ratings to the training part of a split, or of each of several, and compares the weights of the
 * test with what they predict.
 *
 * @throws GraftError `invalid-option` for an algorithm whose scores are no ratings.
 *
 * @example
 * const { rows } = await evaluateRatings({ slopeOne: slopeOne() }, kFolds(ratings))
 */
export async function evaluateRatings<User extends Id, Item extends Id>(
  models: Readonly<Record<string, Algorithm>>,
  splits: Split<User, Item> | readonly Split<User, Item>[],
  options: RatingsOptions = {},
): Promise<RatingsEvaluation> {
  const folds = 'train' in splits ? [splits] : splits
  const names = Object.keys(models)
  const rows: RatingsRow[] = []
  for (const [at, [name, algorithm]] of Object.entries(models).entries()) {
    const results: FoldResult[] = []
    for (const [fold, split] of folds.entries()) {
      options.onProgress?.({
        phase: 'evaluate',
        step: at * folds.length + fold,
        steps: names.length * folds.length,
        message: name,
      })
      results.push(await judgeFold(name, algorithm, split, options))
    }
    const mean = (of: (result: FoldResult) => number) =>
      results.reduce((sum, result) => sum + of(result), 0) / results.length
    rows.push({
      model: name,
      algorithm: algorithm.algorithm,
      settings: algorithm.settings,
      rmse: mean(({ rmse }) => rmse),
      mae: mean(({ mae }) => mae),
      folds: results.map(({ rmse, mae }) => ({ rmse, mae })),
      unpredicted: mean(({ unpredicted }) => unpredicted),
      fitSeconds: mean(({ fitSeconds }) => fitSeconds),
    })
  }
  return { rows, toString: () => ratingsText(rows, folds.length) }
}

interface FoldResult {
  readonly rmse: number
  readonly mae: number
  readonly unpredicted: number
  readonly fitSeconds: number
}

async function judgeFold<User extends Id, Item extends Id>(
  name: string,
  algorithm: Algorithm,
  { train, test }: Split<User, Item>,
  { range, workers, signal }: RatingsOptions,
): Promise<FoldResult> {
  const since = performance.now()
  const model = await algorithm.fit(train, { ...(workers && { workers }), ...(signal && { signal }) })
  const fitSeconds = (performance.now() - since) / 1000
  if (model.scale !== 'rating') refuseScale(name, model)
  const given = ratingsOf(train)
  const [lowest, highest] = range ?? [given.lowest, given.highest]
  const { breathe } = breathing(signal, undefined)
  const truth: number[] = []
  const predicted: number[] = []
  let unpredicted = 0
  const fitted = fittedOf(model)
  for (const { user, context, events } of asked(test, model.context.length > 0)) {
    await breathe()
    const own = askedIn<User, Item>({ user }, context, model)
    const scores = model.score(
      own,
      events.map(({ item }) => item),
    )
    const subject = resolveSubject(own, fitted.users, fitted.items)
    const unseen = fitted.model.unseen?.(queryOf(fitted, subject))
    events.forEach(({ weight }, at) => {
      const score = scores[at] ?? unseen
      if (score === undefined) unpredicted++
      truth.push(weight)
      predicted.push(Math.min(highest, Math.max(lowest, score ?? given.mean)))
    })
  }
  return {
    rmse: rootMeanSquaredError(truth, predicted),
    mae: meanAbsoluteError(truth, predicted),
    unpredicted: unpredicted / truth.length,
    fitSeconds,
  }
}

/** The ratings of a user, in one context where that matters. */
interface Asked<User extends Id, Item extends Id> {
  readonly user: User
  readonly context: EventContext | undefined
  readonly events: { readonly item: Item; readonly weight: number }[]
}

function* asked<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  inContext: boolean,
): Generator<Asked<User, Item>> {
  const byUser = new Map<User, Map<string, Asked<User, Item>>>()
  for (const { user, item, weight, context } of log) {
    const own = inContext ? context : undefined
    const key = own ? JSON.stringify(own) : ''
    if (!byUser.has(user)) byUser.set(user, new Map())
    const ofUser = byUser.get(user)!
    if (!ofUser.has(key)) ofUser.set(key, { user, context: own, events: [] })
    ofUser.get(key)!.events.push({ item, weight })
  }
  for (const ofUser of byUser.values()) yield* ofUser.values()
}

function ratingsOf(log: Interactions<Id, Id>): {
  readonly lowest: number
  readonly highest: number
  readonly mean: number
} {
  let [lowest, highest, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const { weight } of log) {
    lowest = Math.min(lowest, weight)
    highest = Math.max(highest, weight)
    sum += weight
  }
  return { lowest, highest, mean: sum / log.size }
}

function ratingsText(rows: readonly RatingsRow[], folds: number): string {
  const width = Math.max(5, ...rows.map(({ model }) => model.length))
  return [
    `${'model'.padEnd(width)}    RMSE     MAE`,
    '─'.repeat(width + 16),
    ...rows.map(({ model, rmse, mae }) => `${model.padEnd(width)}  ${rmse.toFixed(4)}  ${mae.toFixed(4)}`),
    '',
    `Mean over ${folds} ${folds === 1 ? 'test' : 'folds'}; predictions are kept within the range of ratings.`,
  ].join('\n')
}

function refuseScale(
  name: string,
  { algorithm, scale }: { readonly algorithm: string; readonly scale: string },
): never {
  return refuse('invalid-option', {
    what: `${shown(name)} is ${algorithm}, whose scores mean: ${scale}. They are no ratings.`,
    where: 'evaluateRatings',
    fix: 'Judge it by its lists with evaluate, or take an algorithm of ratings, such as slopeOne.',
  })
}
