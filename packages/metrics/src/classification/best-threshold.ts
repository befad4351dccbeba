import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse, refuseOption } from '../input/refuse'
import { type RankedRows, rankedTotals, visitThresholds } from './ranked-rows'
import { type CurveOptions, readRankedRows } from './threshold-counts'

/** What is right and wrong when rows that reach a threshold are called positive (weights, summed). */
export interface ThresholdOutcome {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
}

/** What one row of each kind costs; negative for a gain. What is left out costs nothing. */
export interface OutcomeCosts {
  readonly falsePositive: number
  readonly falseNegative: number
  readonly truePositive?: number
  readonly trueNegative?: number
}

/** What to make as great as possible: `f1`, `youden` (sensitivity + specificity − 1), `accuracy`, or your own. */
export type ThresholdGoal = 'f1' | 'youden' | 'accuracy' | ((outcome: ThresholdOutcome) => number)

export interface BestThresholdOptions<L extends Label> extends CurveOptions<L> {
  /** Choose the threshold with the least cost … */
  readonly costs?: OutcomeCosts
  /** … or, without costs, the one that serves this goal best; `f1` by default. */
  readonly maximise?: ThresholdGoal
  /** Only thresholds whose precision is at least this. */
  readonly minimumPrecision?: number
  /** Only thresholds whose recall is at least this. */
  readonly minimumRecall?: number
}

export interface BestThreshold extends ThresholdOutcome {
  /** Call a row positive where its score is at least this; Infinity where no row is best called positive. */
  readonly threshold: number
  /** The goal's value, or the summed cost with its sign turned. */
  readonly value: number
  /** 0 where no row is called positive. */
  readonly precision: number
  /** 0 where truth has no positive row. */
  readonly recall: number
}

/**
 * The threshold that serves a purpose best on these rows. Every distinct score is tried, and "nothing is
 * positive"; of equals the highest threshold wins. Choose it on validation rows, not on the test.
 *
 * @throws GraftError `invalid-data` where no threshold reaches the minima asked for; it says what can be had.
 *
 * @example
 * // A missed fraud costs 200, a needless check 5.
 * bestThreshold(truth, scores, { positive: 'fraud', costs: { falsePositive: 5, falseNegative: 200 } })
 */
export function bestThreshold<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: BestThresholdOptions<L> = {},
): BestThreshold {
  const { minimumPrecision = 0, minimumRecall = 0 } = options
  checkMinimum(minimumPrecision, 'minimumPrecision')
  checkMinimum(minimumRecall, 'minimumRecall')
  const ranked = readRankedRows(truth, scores, options)
  const worth = options.costs === undefined ? goalOf(options.maximise ?? 'f1') : costOf(options.costs)
  let best: BestThreshold | undefined
  visitCandidates(ranked, (threshold, outcome) => {
    const precision = ratio(outcome.truePositives, outcome.truePositives + outcome.falsePositives)
    const recall = ratio(outcome.truePositives, outcome.truePositives + outcome.falseNegatives)
    if (precision < minimumPrecision || recall < minimumRecall) return
    const value = worth(outcome)
    if (best === undefined || value > best.value) best = { threshold, value, precision, recall, ...outcome }
  })
  return (
    best ??
    refuse({
      what: `No threshold has a precision of ${minimumPrecision} with a recall of ${minimumRecall}.`,
      where: minimumPrecision > 0 ? 'minimumPrecision' : 'minimumRecall',
      fix: 'Ask for less; precisionRecallCurve shows what can be had.',
    })
  )
}

function visitCandidates(
  ranked: RankedRows,
  visit: (threshold: number, outcome: ThresholdOutcome) => void,
): void {
  const { positive, negative } = rankedTotals(ranked)
  const outcomeOf = (falsePositives: number, truePositives: number) => ({
    truePositives,
    falsePositives,
    trueNegatives: negative - falsePositives,
    falseNegatives: positive - truePositives,
  })
  visit(Infinity, outcomeOf(0, 0))
  visitThresholds(ranked, (threshold, falsePositives, truePositives) => {
    visit(threshold, outcomeOf(falsePositives, truePositives))
  })
}

const goals = {
  f1: (outcome: ThresholdOutcome) =>
    ratio(
      2 * outcome.truePositives,
      2 * outcome.truePositives + outcome.falsePositives + outcome.falseNegatives,
    ),
  youden: (outcome: ThresholdOutcome) =>
    ratio(outcome.truePositives, outcome.truePositives + outcome.falseNegatives) +
    ratio(outcome.trueNegatives, outcome.trueNegatives + outcome.falsePositives) -
    1,
  accuracy: (outcome: ThresholdOutcome) =>
    (outcome.truePositives + outcome.trueNegatives) /
    (outcome.truePositives + outcome.trueNegatives + outcome.falsePositives + outcome.falseNegatives),
}

function goalOf(goal: ThresholdGoal): (outcome: ThresholdOutcome) => number {
  if (typeof goal === 'function') return goal
  return (
    goals[goal] ??
    refuseOption(goal, 'maximise', "Pass 'f1', 'youden', 'accuracy' or a function of the outcome.")
  )
}

function costOf(costs: OutcomeCosts): (outcome: ThresholdOutcome) => number {
  const { falsePositive, falseNegative, truePositive = 0, trueNegative = 0 } = costs
  for (const [name, cost] of Object.entries({ falsePositive, falseNegative, truePositive, trueNegative })) {
    if (typeof cost === 'number' && Number.isFinite(cost)) continue
    refuseOption(cost, `costs.${name}`, 'Pass a finite number.')
  }
  return (outcome) =>
    -(
      falsePositive * outcome.falsePositives +
      falseNegative * outcome.falseNegatives +
      truePositive * outcome.truePositives +
      trueNegative * outcome.trueNegatives
    )
}

function checkMinimum(value: number, name: string): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return
  refuseOption(value, name, 'Pass a number from 0 to 1.')
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
