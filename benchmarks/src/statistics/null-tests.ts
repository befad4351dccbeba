import {
  adjustPValues,
  correctedResampledTest,
  delongTest,
  fiveByTwoTest,
  kFold,
  mcnemarTest,
  pairedTTest,
  permutationTest,
  repeatedKFold,
  type Split,
  wilcoxonTest,
} from '@graftjs/metrics'
import type { Dice } from '../exactness-metrics/dice'
import type { Experiment } from './experiment'

/** Tests of models that are equally good: how often is the difference found that is not there? */
export const nullTests: Readonly<Record<string, Experiment>> = {
  'mcnemar exact, 100': atLevels(2000, (dice) => twoClassifiers(dice, 'exact')),
  'mcnemar chi-squared, 100': atLevels(2000, (dice) => twoClassifiers(dice, 'chi-squared')),
  't test, 20 pairs': atLevels(4000, (dice) => pairedTTest(...pairs(20, dice)).pValue),
  'wilcoxon exact, 20': atLevels(2000, (dice) => wilcoxonTest(...pairs(20, dice)).pValue),
  'wilcoxon normal, 100': atLevels(2000, (dice) => wilcoxonTest(...pairs(100, dice)).pValue),
  'permutation, 20': atLevels(
    400,
    (dice, seed) => permutationTest(...pairs(20, dice), { repetitions: 999, seed }).pValue,
  ),
  'permutation exact, 9': atLevels(1000, (dice) => permutationTest(...pairs(9, dice)).pValue),
  'delong test, 400': atLevels(1000, (dice) => {
    const truth = dice.list(400, (row) => row % 2)
    const scores = () => truth.map((positive) => positive + dice.normal())
    return delongTest(truth, scores(), scores()).pValue
  }),
  'corrected t, 10 folds': atLevels(400, (dice, seed) => {
    const data = twoFeatures(200, dice)
    const differences = kFold(200, { folds: 10, seed }).map((split) => advantage(data, split))
    return correctedResampledTest(differences, { trainRows: 180, testRows: 20 }).pValue
  }),
  'five by two f': atLevels(400, (dice, seed) => fiveByTwo('f', dice, seed)),
  'five by two t': atLevels(400, (dice, seed) => fiveByTwo('t', dice, seed)),
  'holm, any of 10': atLevels(2000, (dice) =>
    Math.min(...adjustPValues(dice.list(10, () => pairedTTest(...pairs(20, dice)).pValue))),
  ),
  'benjamini-hochberg of 10': atLevels(2000, (dice) => {
    const pValues = dice.list(10, () => pairedTTest(...pairs(20, dice)).pValue)
    return Math.min(...adjustPValues(pValues, { method: 'benjamini-hochberg' }))
  }),
}

function atLevels(short: number, once: Experiment['once']): Experiment {
  return { promised: { kind: 'level', levels: [0.01, 0.05, 0.1] }, once, short }
}

/** Two classifiers that are right in 80 % of cases, each by itself. */
function twoClassifiers(dice: Dice, method: 'exact' | 'chi-squared'): number {
  const truth = dice.list(100, () => 1)
  const answers = () => truth.map(() => (dice.chance(0.8) ? 1 : 0))
  return mcnemarTest(truth, answers(), answers(), { method }).pValue
}

function pairs(count: number, dice: Dice): [number[], number[]] {
  return [dice.list(count, () => dice.normal()), dice.list(count, () => dice.normal())]
}

interface TwoFeatures {
  readonly features: readonly [number[], number[]]
  readonly target: number[]
}

/** Two features of equal use: a model of either one is as good as one of the other. */
function twoFeatures(rows: number, dice: Dice): TwoFeatures {
  const features = [dice.list(rows, () => dice.normal()), dice.list(rows, () => dice.normal())] as const
  const target = features[0].map((value, row) => value + features[1][row]! + dice.normal())
  return { features: [...features], target }
}

/** How much larger the squared error of the line through the first feature is than that through the second. */
function advantage({ features, target }: TwoFeatures, split: Split): number {
  const [first, second] = features.map((feature) => errorOfLine(feature, target, split))
  return first! - second!
}

function errorOfLine(feature: readonly number[], target: readonly number[], { train, test }: Split): number {
  const mean = (column: readonly number[]) => train.reduce((sum, row) => sum + column[row]!, 0) / train.length
  const [x, y] = [mean(feature), mean(target)]
  let products = 0
  let squares = 0
  for (const row of train) {
    products += (feature[row]! - x) * (target[row]! - y)
    squares += (feature[row]! - x) ** 2
  }
  const slope = products / squares
  return (
    test.reduce((sum, row) => sum + (target[row]! - y - slope * (feature[row]! - x)) ** 2, 0) / test.length
  )
}

function fiveByTwo(variant: 'f' | 't', dice: Dice, seed: number): number {
  const data = twoFeatures(200, dice)
  const differences = repeatedKFold(200, { folds: 2, repeats: 5, seed }).map((split) =>
    advantage(data, split),
  )
  const inPairs = dice.list(5, (repeat) => [differences[2 * repeat]!, differences[2 * repeat + 1]!])
  return fiveByTwoTest(inPairs, { variant }).pValue
}
