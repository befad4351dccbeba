import {
  type BrierOptions,
  brier,
  type CalibrationErrorOptions,
  type CurveOptions,
  type HingeLossOptions,
  hingeLoss,
  type LogLossOptions,
  logLoss,
  type OrdinalProbabilityOptions,
  type ReliabilityBin,
  type ReliabilityOptions,
  rankedProbabilityScore,
  rocAuc,
  type TopKAccuracyOptions,
  topKAccuracy,
} from '../classification'
import { gapOfBins } from '../classification/calibration-error'
import { readBinaryScores } from '../classification/threshold-counts'
import { type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import type { ScoreMatrix } from '../input/score-matrix'
import { explainedLoss } from './explained-loss'
import {
  mapped,
  meanOfRows,
  nameOf,
  refuseWeights,
  type StreamedMeasure,
  type WeightedBatch,
  weighing,
} from './measure'
import { reliabilityBins } from './reliability-bins'
import { classSketches, type SketchedArea, type SketchOptions, sketchedArea } from './sketched'

/** True labels and scores of some rows: a score per class, or one of the positive class. */
export interface ScoreBatch extends WeightedBatch {
  readonly truth: ArrayLike<Label>
  readonly scores: ArrayLike<number> | ScoreMatrix
}

/** True labels and a score per class for some rows. */
export interface ClassScoreBatch extends WeightedBatch {
  readonly truth: ArrayLike<Label>
  readonly scores: ScoreMatrix
}

/** True labels and one score for some rows. */
export interface SingleScoreBatch extends WeightedBatch {
  readonly truth: ArrayLike<Label>
  readonly scores: ArrayLike<number>
}

/** Parts of the rows may lack a class, so all classes are named. */
type Labelled<Options> = Omit<Options, 'weights' | 'labels'> & { readonly labels: Column<Label> }

/**
 * Measures of scores and probabilities, for `accumulate`. Each equals the function of its name, of which it takes the
 * options; `rocAuc` is sketched once rows are many, and tells how far off it may be.
 */
export const scoreStreams = {
  logLoss: (options: Labelled<LogLossOptions<Label>>): StreamedMeasure<ScoreBatch, number> =>
    meanOfScores('logLoss', options, logLoss),
  brier: (options: Labelled<BrierOptions<Label>>): StreamedMeasure<ScoreBatch, number> =>
    meanOfScores('brier', options, brier),
  explainedLogLoss: (options: Labelled<LogLossOptions<Label>>): StreamedMeasure<ScoreBatch, number> =>
    explainedLoss('explainedLogLoss', options, logLoss),
  explainedBrier: (options: Labelled<LogLossOptions<Label>>): StreamedMeasure<ScoreBatch, number> =>
    explainedLoss('explainedBrier', options, brier),
  hingeLoss: (options: Labelled<HingeLossOptions<Label>>): StreamedMeasure<ClassScoreBatch, number> =>
    meanOfClassScores('hingeLoss', options, hingeLoss),
  topKAccuracy: (options: Labelled<TopKAccuracyOptions<Label>>): StreamedMeasure<ClassScoreBatch, number> =>
    meanOfClassScores('topKAccuracy', options, topKAccuracy),
  rankedProbabilityScore: (
    options: Labelled<OrdinalProbabilityOptions<Label>>,
  ): StreamedMeasure<ClassScoreBatch, number> =>
    meanOfClassScores('rankedProbabilityScore', options, rankedProbabilityScore),
  reliabilityCurve: (
    options: Omit<Labelled<ReliabilityOptions<Label>>, 'strategy'>,
  ): StreamedMeasure<ScoreBatch, ReliabilityBin[]> => reliabilityBins(options),
  calibrationError: ({
    norm = 'mean',
    ...options
  }: Omit<Labelled<CalibrationErrorOptions<Label>>, 'strategy'>): StreamedMeasure<ScoreBatch, number> =>
    mapped(reliabilityBins(options), (bins) => gapOfBins(bins, norm)),
  rocAuc: ({
    positive,
    size = 8192,
    seed = 1,
  }: Omit<CurveOptions<Label>, 'weights'> & SketchOptions = {}): StreamedMeasure<
    SingleScoreBatch,
    SketchedArea
  > => ({
    name: nameOf('rocAuc', { positive, size }),
    observe(kept, batch) {
      if (batch.weights !== undefined) refuseWeights('rocAuc')
      if (batch.truth.length + batch.scores.length === 0) return
      const { isPositive, scores } = readBinaryScores(
        batch.truth,
        batch.scores,
        positive === undefined ? {} : { positive },
      )
      const own = (kind: number) => Float64Array.from(rowsOfKind(isPositive, kind), (row) => scores[row]!)
      const sketches = classSketches(kept, { size, seed })
      sketches.positive.add(own(1))
      sketches.negative.add(own(0))
    },
    read: (kept) =>
      sketchedArea(classSketches(kept, { size, seed }), (truth, scores, weights) =>
        rocAuc(truth, scores, { weights }),
      ),
  }),
} as const

function rowsOfKind(isPositive: Uint8Array, kind: number): number[] {
  const rows: number[] = []
  isPositive.forEach((own, row) => {
    if (own === kind) rows.push(row)
  })
  return rows
}

function meanOfScores<Options extends object>(
  name: string,
  options: Options,
  measure: (
    truth: ArrayLike<Label>,
    scores: Numbers | ScoreMatrix,
    options: Options & { readonly weights?: Numbers },
  ) => number,
): StreamedMeasure<ScoreBatch, number> {
  return meanOfRows(nameOf(name, options), rows, (batch) =>
    measure(batch.truth, batch.scores, { ...options, ...weighing(batch) }),
  )
}

function meanOfClassScores<Options extends object>(
  name: string,
  options: Options,
  measure: (
    truth: ArrayLike<Label>,
    scores: ScoreMatrix,
    options: Options & { readonly weights?: Numbers },
  ) => number,
): StreamedMeasure<ClassScoreBatch, number> {
  return meanOfRows(nameOf(name, options), rows, (batch) =>
    measure(batch.truth, batch.scores, { ...options, ...weighing(batch) }),
  )
}

/** A batch without rows must have no scores either; else the measure tells what is wrong. */
function rows({ truth, scores }: ScoreBatch | ClassScoreBatch): number {
  if (scores.length > 0) checkNotEmpty(truth, 'truth')
  return truth.length
}
