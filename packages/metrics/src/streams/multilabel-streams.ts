import { averageOfTallies } from '../classification/class-average'
import { fBetaOf, jaccardOf, precisionOf, recallOf } from '../classification/class-scores'
import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels } from '../input/labels'
import { refuse } from '../input/refuse'
import type { ScoreMatrix } from '../input/score-matrix'
import {
  coverageError,
  hammingLoss,
  type LabelConfusion,
  labelRankingAveragePrecision,
  labelRankingLoss,
  type MultilabelScores,
  type MultilabelScoresOptions,
  multilabelConfusion,
  multilabelScores,
  type ScoredSetsOptions,
  subsetAccuracy,
} from '../multilabel'
import {
  meanOfRows,
  nameOf,
  rowsIn,
  type StreamedMeasure,
  type WeightedBatch,
  weighing,
  weightOf,
} from './measure'

/** The labels of some rows, any number each, and those predicted. */
export interface LabelSetBatch extends WeightedBatch {
  readonly truth: ArrayLike<Iterable<Label>>
  readonly predicted: ArrayLike<Iterable<Label>>
}

/** The labels of some rows, and a score of every label for each. */
export interface ScoredSetBatch extends WeightedBatch {
  readonly truth: ArrayLike<Iterable<Label>>
  readonly scores: ScoreMatrix
}

/** Parts of the rows may lack a label, so all are named. */
interface Labelled {
  readonly labels: Column<Label>
}

/** Measures of rows with any number of labels, for `accumulate`. Each equals the function of its name. */
export const multilabelStreams = {
  subsetAccuracy: (options: Labelled): StreamedMeasure<LabelSetBatch, number> =>
    meanOfSets('subsetAccuracy', options, subsetAccuracy),
  hammingLoss: (options: Labelled): StreamedMeasure<LabelSetBatch, number> =>
    meanOfSets('hammingLoss', options, hammingLoss),
  multilabelConfusion: (options: Labelled): StreamedMeasure<LabelSetBatch, LabelConfusion<Label>[]> =>
    confusionOf(options),
  multilabelScores: (
    options: Labelled & Omit<MultilabelScoresOptions<Label>, 'labels' | 'weights'>,
  ): StreamedMeasure<LabelSetBatch, MultilabelScores> => scoresOf(options),
  labelRankingAveragePrecision: (options: Labelled): StreamedMeasure<ScoredSetBatch, number> =>
    meanOfScoredSets('labelRankingAveragePrecision', options, labelRankingAveragePrecision),
  coverageError: (options: Labelled): StreamedMeasure<ScoredSetBatch, number> =>
    meanOfScoredSets('coverageError', options, coverageError),
  labelRankingLoss: (options: Labelled): StreamedMeasure<ScoredSetBatch, number> =>
    meanOfScoredSets('labelRankingLoss', options, labelRankingLoss),
} as const

function meanOfSets(
  name: string,
  options: Labelled,
  measure: (
    truth: LabelSetBatch['truth'],
    predicted: LabelSetBatch['predicted'],
    options: Labelled & WeightedBatch,
  ) => number,
): StreamedMeasure<LabelSetBatch, number> {
  return meanOfRows(nameOf(name, options), rows, (batch) =>
    measure(batch.truth, batch.predicted, { ...options, ...weighing(batch) }),
  )
}

function meanOfScoredSets(
  name: string,
  options: Labelled,
  measure: (truth: ScoredSetBatch['truth'], scores: ScoreMatrix, options: ScoredSetsOptions<Label>) => number,
): StreamedMeasure<ScoredSetBatch, number> {
  return meanOfRows(
    nameOf(name, options),
    ({ truth }) => truth.length,
    (batch) => measure(batch.truth, batch.scores, { ...options, ...weighing(batch) }),
  )
}

/** Per label the weights of its rows: right, given without cause, missed. */
function confusionOf(options: Labelled): StreamedMeasure<LabelSetBatch, LabelConfusion<Label>[]> {
  const { labels } = asLabels(options.labels)
  const parts = ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const
  return {
    name: nameOf('multilabelConfusion', { labels }),
    shared: true,
    observe(kept, batch) {
      if (rows(batch) === 0) return
      multilabelConfusion(batch.truth, batch.predicted, { labels, ...weighing(batch) }).forEach((own, at) => {
        for (const part of parts) kept.sum(`${part} ${at}`).add(own[part])
      })
    },
    read: (kept) =>
      labels.map((label, at) => {
        const [truePositives, falsePositives, trueNegatives, falseNegatives] = parts.map(
          (part) => kept.sum(`${part} ${at}`).value,
        )
        return {
          label,
          truePositives: truePositives!,
          falsePositives: falsePositives!,
          trueNegatives: trueNegatives!,
          falseNegatives: falseNegatives!,
        }
      }),
  }
}

function scoresOf(
  options: Labelled & Omit<MultilabelScoresOptions<Label>, 'labels' | 'weights'>,
): StreamedMeasure<LabelSetBatch, MultilabelScores> {
  const { average = 'samples', beta = 1, zeroDivision = 0 } = options
  if (average === 'samples') return meanScores(options)
  const confusion = confusionOf(options)
  return {
    ...confusion,
    read(kept) {
      const tallies = confusion.read(kept).map(({ truePositives, falsePositives, falseNegatives }) => ({
        truth: truePositives + falseNegatives,
        predicted: truePositives + falsePositives,
        agreed: truePositives,
      }))
      const averaged = (score: (tally: (typeof tallies)[number]) => number) =>
        averageOfTallies(tallies, average, score)
      return {
        precision: averaged((tally) => precisionOf(tally, zeroDivision)),
        recall: averaged((tally) => recallOf(tally, zeroDivision)),
        fBeta: averaged((tally) => fBetaOf(tally, beta, zeroDivision)),
        jaccard: averaged((tally) => jaccardOf(tally, zeroDivision)),
      }
    },
  }
}

/** The mean of each score over rows. */
function meanScores(
  options: Labelled & Omit<MultilabelScoresOptions<Label>, 'labels' | 'weights'>,
): StreamedMeasure<LabelSetBatch, MultilabelScores> {
  if (options.zeroDivision === 'nan') {
    refuse({
      what: "zeroDivision is 'nan', which takes rows out of the mean over rows.",
      where: 'zeroDivision',
      fix: 'Pass 0 or 1, or take multilabelScores of all rows at once.',
      code: 'unsupported',
    })
  }
  const names = ['precision', 'recall', 'fBeta', 'jaccard'] as const
  return {
    name: nameOf('multilabelScores', options),
    observe(kept, batch) {
      if (rows(batch) === 0) return
      const total = weightOf(batch, batch.truth.length)
      if (total === 0) return
      const scores = multilabelScores(batch.truth, batch.predicted, { ...options, ...weighing(batch) })
      for (const name of names) kept.sum(name).add(scores[name] * total)
      kept.sum('weight').add(total)
    },
    read(kept) {
      const mean = (name: (typeof names)[number]) => kept.sum(name).value / kept.sum('weight').value
      return {
        precision: mean('precision'),
        recall: mean('recall'),
        fBeta: mean('fBeta'),
        jaccard: mean('jaccard'),
      }
    },
  }
}

function rows({ truth, predicted }: LabelSetBatch): number {
  return rowsIn(truth, 'truth', predicted, 'predicted')
}
