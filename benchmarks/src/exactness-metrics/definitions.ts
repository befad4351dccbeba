import {
  bestThreshold,
  calibrationError,
  expectedReciprocalRank,
  gainCurve,
  gammaDeviance,
  meanAbsoluteScaledError,
  type PanopticImage,
  panopticQuality,
  perplexity,
  poissonDeviance,
  rankedProbabilityScore,
  symmetricPercentageError,
  vocDetection,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'
import { detections } from './images'
import { rounded, weighted } from './random-rows'
import { judged, rankings } from './ranking'
import { amounts, numbers, type PairCase } from './regression'
import { binaryProbabilities, binaryScores, classScores } from './scores'

const sklearn = 'scikit-learn 1.9.1'
const definition = 'NumPy, by definition'

interface Segment {
  readonly label: string
  readonly crowd: boolean
}

interface DrawnImage {
  readonly ids: number[]
  readonly segments: readonly (readonly [number, Segment])[]
}

const side = 8

/** Rectangles over one another; a prediction of each moved, of another class, or missing. */
function segmented(dice: Dice): { readonly truth: DrawnImage; readonly predicted: DrawnImage } {
  const [own, given] = [new Array<number>(side * side).fill(0), new Array<number>(side * side).fill(0)]
  const labels = ['car', 'cat', 'sky']
  const truth: [number, Segment][] = []
  const predicted: [number, Segment][] = []
  const fill = (ids: number[], id: number, left: number, top: number, width: number, height: number) => {
    for (let y = Math.max(0, top); y < Math.min(side, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(side, left + width); x++) ids[y * side + x] = id
    }
  }
  for (let id = 1; id <= dice.whole(1, 5); id++) {
    const [left, top, width, height] = [
      dice.whole(0, 6),
      dice.whole(0, 6),
      dice.whole(1, 5),
      dice.whole(1, 5),
    ]
    const label = dice.pick(labels)
    fill(own, id, left, top, width, height)
    truth.push([id, { label, crowd: dice.chance(0.15) }])
    if (dice.chance(0.15)) continue
    const moved = dice.pick([0, 0, 1, -1])
    fill(given, 10 + id, left + moved, top, width, height)
    predicted.push([10 + id, { label: dice.chance(0.85) ? label : dice.pick(labels), crowd: false }])
  }
  return { truth: { ids: own, segments: truth }, predicted: { ids: given, segments: predicted } }
}

const asImage = ({ ids, segments }: DrawnImage): PanopticImage<string> => ({
  ids,
  segments: new Map(segments),
})

const deviance = (
  measure: (
    truth: number[],
    predicted: number[],
    options: { readonly weights?: readonly number[] },
  ) => number,
) =>
  exact({
    peer: sklearn,
    make: (dice): PairCase => {
      // Of numbers that are large or nearly alike the reference loses the difference to rounding.
      const { truth, weights } = amounts(dice)
      const moderate = truth.map(() => rounded(Math.exp(dice.normal()), 2) + 0.125)
      return { truth: moderate, predicted: moderate.map((value) => value * Math.exp(dice.normal())), weights }
    },
    ours: ({ truth, predicted, weights }) => measure(truth, predicted, weighted(weights)),
  })

/** Measures that the libraries lack: against what follows from their functions, or from the paper in NumPy. */
export const definitions = {
  calibrationError: exact({
    peer: sklearn,
    make(dice) {
      const { truth, scores } = binaryProbabilities(dice)
      return {
        truth,
        scores,
        bins: dice.whole(1, 15),
        norm: dice.pick(['mean', 'maximum', 'root-mean-square']),
      }
    },
    ours: ({ truth, scores, bins, norm }) => calibrationError(truth, scores, { labels: [0, 1], bins, norm }),
  }),
  rankedProbabilityScore: exact({
    peer: sklearn,
    make: classScores,
    ours: ({ truth, scores, labels, weights }) =>
      rankedProbabilityScore(truth, scores, { labels, ...weighted(weights) }),
  }),
  gainCurve: exact({
    peer: sklearn,
    make: (dice) => binaryScores(dice),
    ours({ truth, scores, weights }) {
      const { share, gain, lift } = gainCurve(truth, scores, { positive: 1, ...weighted(weights) })
      return [share, gain, lift].map((column) => Array.from(column))
    },
  }),
  bestThreshold: exact({
    peer: sklearn,
    make: (dice) => ({ ...binaryScores(dice), goal: dice.pick(['f1', 'youden', 'accuracy', 'costs']) }),
    ours({ truth, scores, weights, goal }) {
      const costs = { falsePositive: 5, falseNegative: 200, truePositive: -1 }
      const asked = goal === 'costs' ? { costs } : { maximise: goal }
      return bestThreshold(truth, scores, { positive: 1, ...asked, ...weighted(weights) }).value
    },
  }),
  symmetricPercentageError: exact({
    peer: definition,
    make: numbers,
    ours: ({ truth, predicted, weights }) => symmetricPercentageError(truth, predicted, weighted(weights)),
  }),
  meanAbsoluteScaledError: exact({
    peer: sklearn,
    make(dice) {
      const season = dice.pick([1, 1, 2, 7])
      const whole = dice.chance(0.3)
      const history = dice.list(season + dice.whole(1, 30), () => rounded(dice.normal(), whole ? 0 : 17))
      return { ...numbers(dice), history, season }
    },
    ours: ({ truth, predicted, weights, history, season }) =>
      meanAbsoluteScaledError(truth, predicted, { history, season, ...weighted(weights) }),
  }),
  poissonDeviance: deviance(poissonDeviance),
  gammaDeviance: deviance(gammaDeviance),
  expectedReciprocalRank: exact({
    peer: definition,
    make: (dice) => rankings(dice),
    ours: (input) => {
      const cutOff = input.k === null ? {} : { k: input.k }
      return Array.from(expectedReciprocalRank(judged(input), cutOff).perUser)
    },
  }),
  perplexity: exact({
    peer: definition,
    make: (dice) => ({
      logProbabilities: dice.list(dice.whole(1, 60), () => 8 * Math.log(1 - dice.uniform())),
    }),
    ours: ({ logProbabilities }) => perplexity(logProbabilities),
  }),
  vocDetection: exact({
    peer: definition,
    make(dice) {
      const { truth, detected } = detections(dice)
      return {
        truth,
        // Of equal scores the order is open.
        detected: detected.map((each) => ({ ...each, score: dice.uniform() })),
        overlap: dice.pick([0.5, 0.3, 0.75]),
        interpolation: dice.pick(['area', 'eleven-points']),
      }
    },
    ours({ truth, detected, overlap, interpolation }) {
      const objects = truth.map(({ area: _, ...object }) => object)
      const found = vocDetection(objects, detected, { overlap, interpolation })
      return [found.meanAveragePrecision, found.classes.map(({ averagePrecision }) => averagePrecision)]
    },
  }),
  panopticQuality: exact({
    peer: definition,
    make(dice) {
      const pairs = dice.list(dice.whole(1, 3), () => segmented(dice))
      const truth = pairs.map((pair) => pair.truth)
      const predicted = pairs.map((pair) => ({
        ids: pair.predicted.ids,
        segments: pair.predicted.segments.map(([id, { label }]) => [id, label] as const),
      }))
      return { truth, predicted }
    },
    ours({ truth, predicted }) {
      const given = predicted.map(({ ids, segments }) => ({
        ids,
        segments: new Map(segments.map(([id, label]) => [id, { label }])),
      }))
      const { classes, ...mean } = panopticQuality(truth.map(asImage), given)
      return [asTriple(mean), classes.map(asTriple)]
    },
  }),
} satisfies Record<string, Exactness>

const asTriple = (score: {
  readonly quality: number
  readonly recognition: number
  readonly segmentation: number
}) => [score.quality, score.recognition, score.segmentation]
