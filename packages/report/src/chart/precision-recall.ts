import { formatShare } from '../number'
import type { ChartSize } from './draw'
import { levelLine } from './frame'
import { squareChart } from './unit-square'

export interface PrecisionRecallData {
  readonly curves: readonly PrecisionRecallCurve[]
  /** The class that counts as found, for the title. */
  readonly positive?: string
  /** Share of the positive class: what a classifier that guesses gets for precision at any recall. */
  readonly baseRate?: number
}

export interface PrecisionRecallCurve {
  readonly name: string
  /** In the order of the threshold; both in [0, 1]. */
  readonly recall: ArrayLike<number>
  readonly precision: ArrayLike<number>
  readonly averagePrecision?: number
}

/** Precision against recall, one curve for each classifier, over the line that guessing would give. */
export function precisionRecallChart(data: PrecisionRecallData, size: ChartSize = {}): string {
  const { curves, positive, baseRate } = data
  return squareChart(
    {
      title: 'Precision and recall',
      positive,
      xName: 'recall',
      yName: 'precision',
      areaName: 'AP',
      curves: curves.map(({ name, recall, precision, averagePrecision }) => ({
        name,
        x: recall,
        y: precision,
        ...(averagePrecision === undefined ? {} : { area: averagePrecision }),
      })),
      keySide: 'left',
      reference: baseRate === undefined ? [] : [levelLine(`guessing, ${formatShare(baseRate)}`, baseRate)],
    },
    size,
  )
}
