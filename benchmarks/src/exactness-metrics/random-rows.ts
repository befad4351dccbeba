import type { Dice } from './dice'

/** How often each row counts, or null for once: equal, of every size, with zeros, or whole numbers. */
export function randomWeights(dice: Dice, rows: number): number[] | null {
  if (dice.chance(0.4)) return null
  const draw = dice.pick([
    () => dice.uniform() + 0.01,
    () => dice.pick([0, 1, 2]),
    () => 10 ** dice.whole(-3, 3),
    () => dice.whole(1, 5),
    () => 7.5,
  ])
  const weights = dice.list(rows, draw)
  // At least one row counts.
  return weights.every((weight) => weight === 0) ? weights.map(() => 1) : weights
}

/** What an option object takes for weights. */
export const weighted = (weights: readonly number[] | null) => (weights === null ? {} : { weights })

const names = ['ham', 'spam', 'Ham', 'a b', 'é', 'ü', '猫', '🐈', 'Z', '10', '9', '', 'true']

/** Classes as people name them: numbers, also negative and large, texts of several scripts. */
export function randomClasses(dice: Dice, count: number): (number | string)[] {
  if (dice.chance(0.4)) return dice.sample(names, count)
  if (dice.chance(0.3)) return dice.sample([-3, -1, 0, 1, 2, 5, 17, 130, 2000, 70000, 123456789], count)
  return dice.list(count, (at) => at)
}

/** Mostly few rows, where edge cases are. */
export function randomRows(dice: Dice, most = 60): number {
  return dice.chance(0.3) ? dice.whole(1, 5) : dice.whole(2, most)
}

/** True and predicted labels; some classes may be missing on either side. */
export interface LabelCase {
  readonly truth: (number | string)[]
  readonly predicted: (number | string)[]
  readonly weights: number[] | null
}

export function randomLabels(dice: Dice, classes = dice.whole(1, 7), rows = randomRows(dice)): LabelCase {
  const all = randomClasses(dice, classes)
  const own = dice.chance(0.3) ? dice.sample(all, dice.whole(1, all.length)) : all
  const given = dice.chance(0.3) ? dice.sample(all, dice.whole(1, all.length)) : all
  const skill = dice.pick([0, 0.5, 0.9, 1])
  const truth = dice.list(rows, () => dice.pick(own))
  const predicted = truth.map((label) => (dice.chance(skill) ? label : dice.pick(given)))
  return { truth, predicted, weights: randomWeights(dice, rows) }
}

/** Labels 0 and 1, or -1 and 1. */
export function randomBinaryLabels(dice: Dice, rows = randomRows(dice)): LabelCase {
  const negative = dice.pick([0, -1])
  const share = dice.pick([0.5, 0.5, 0.1, 0.9, 1, 0])
  const draw = () => (dice.chance(share) ? 1 : negative)
  const skill = dice.pick([0, 0.5, 0.9, 1])
  const truth = dice.list(rows, draw)
  const predicted = truth.map((label) => (dice.chance(skill) ? label : draw()))
  return { truth, predicted, weights: randomWeights(dice, rows) }
}

/** A value of a column of scores: continuous, with many ties, constant, or of extreme size. */
export function scoreDrawer(dice: Dice): (truth: number) => number {
  const decimals = dice.pick([0, 1, 2, 17])
  const kind = dice.pick(['near', 'near', 'chance', 'extreme', 'constant'])
  if (kind === 'constant') return () => 0.25
  if (kind === 'extreme') {
    return () => dice.pick([0, -0, 1e300, -1e300, 5e-324, 1e-300, 1, 1 + 2 ** -52, -1, 123456789.125])
  }
  const skill = kind === 'near' ? 1 : 0
  return (truth) => rounded(skill * truth + dice.normal(), decimals)
}

export function rounded(value: number, decimals: number): number {
  return decimals > 15 ? value : Number(value.toFixed(decimals))
}

/** A probability: continuous, with ties, or at the ends. */
export function probabilityDrawer(dice: Dice): () => number {
  const decimals = dice.pick([1, 2, 17])
  return dice.pick([
    () => rounded(dice.uniform(), decimals),
    () => rounded(dice.uniform(), decimals),
    () => dice.pick([0, 1, 0.5, 1e-20, 1 - 2 ** -53, 1e-300]),
  ])
}

/** Rows of probabilities that sum to 1 as nearly as floating point allows. */
export function randomProbabilities(dice: Dice, rows: number, columns: number): number[][] {
  const sharpness = dice.pick([0.5, 1, 4, 12])
  const ties = dice.chance(0.3)
  return dice.list(rows, () => {
    const drawn = dice.list(columns, () => (ties ? dice.whole(0, 3) : Math.exp(sharpness * dice.normal())))
    const values = drawn.some((value) => value > 0) ? drawn : drawn.map(() => 1)
    const sum = values.reduce((total, value) => total + value, 0)
    return values.map((value) => value / sum)
  })
}
