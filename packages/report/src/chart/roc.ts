import type { ChartSize } from './draw'
import { diagonalLine } from './frame'
import { squareChart } from './unit-square'

export interface RocData {
  readonly curves: readonly RocCurve[]
  /** The class that counts as found, for the title. */
  readonly positive?: string
}

export interface RocCurve {
  readonly name: string
  /** In the order of the threshold; both in [0, 1]. */
  readonly falsePositiveRate: ArrayLike<number>
  readonly truePositiveRate: ArrayLike<number>
  readonly areaUnderCurve?: number
}

/** True positives against false positives, one curve for each classifier, over the diagonal of chance. */
export function rocChart({ curves, positive }: RocData, size: ChartSize = {}): string {
  return squareChart(
    {
      title: 'ROC curve',
      positive,
      xName: 'false positive rate',
      yName: 'true positive rate',
      areaName: 'AUC',
      curves: curves.map(({ name, falsePositiveRate, truePositiveRate, areaUnderCurve }) => ({
        name,
        x: falsePositiveRate,
        y: truePositiveRate,
        ...(areaUnderCurve === undefined ? {} : { area: areaUnderCurve }),
      })),
      keySide: 'right',
      reference: [diagonalLine('chance')],
    },
    size,
  )
}
