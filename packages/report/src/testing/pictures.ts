import { comparisonChart } from '../chart/comparison'
import { confusionChart } from '../chart/confusion'
import type { ChartSize } from '../chart/draw'
import { learningCurveChart } from '../chart/learning-curve'
import { precisionRecallChart } from '../chart/precision-recall'
import { reliabilityChart } from '../chart/reliability'
import { rocChart } from '../chart/roc'
import { reportOf } from './reports'

/** Every picture as people expect it, with classes or classifiers of the given names. */
export function picturesOf(names: readonly string[]): Readonly<Record<string, (size: ChartSize) => string>> {
  const report = reportOf(names, 600, 3.4, names[1])
  const weaker = reportOf(names, 600, 2.2, names[1])
  const [first, second] = [report.classes[1]!, weaker.classes[1]!]
  const [own, other] = [names[0] ?? '', names[1] ?? '']
  const positive = String(first.label)
  return {
    confusion: (size) => confusionChart({ labels: names, matrix: report.confusionMatrix }, size),
    roc: (size) =>
      rocChart(
        {
          positive,
          curves: [
            { name: own, ...first.rocCurve!, areaUnderCurve: first.rocAuc! },
            { name: other, ...second.rocCurve!, areaUnderCurve: second.rocAuc! },
          ],
        },
        size,
      ),
    'precision-recall': (size) =>
      precisionRecallChart(
        {
          positive,
          baseRate: first.support / report.weight,
          curves: [
            { name: own, ...first.precisionRecallCurve!, averagePrecision: first.averagePrecision! },
            { name: other, ...second.precisionRecallCurve!, averagePrecision: second.averagePrecision! },
          ],
        },
        size,
      ),
    reliability: (size) =>
      reliabilityChart(
        { bins: report.calibration.bins, expectedCalibrationError: report.calibration.expectedError },
        size,
      ),
    'learning-curve': (size) =>
      learningCurveChart(
        {
          xName: own,
          metricName: other,
          kept: 80,
          rows: Array.from({ length: 101 }, (_, x) => ({
            x,
            trainingLoss: 0.05 + 0.65 * Math.exp(-x / 25) + 0.03 * Math.sin(x * 1.7),
            ...(x % 20 === 0
              ? {
                  validationLoss: 0.12 + 0.5 * Math.exp(-x / 22),
                  validationMetric: 0.97 - 0.3 * Math.exp(-x / 18),
                }
              : {}),
          })),
        },
        size,
      ),
    comparison: (size) =>
      comparisonChart(
        {
          name: `F1 for ${positive}`,
          bars: [
            { name: own, value: first.f1.value, interval: first.f1 },
            { name: other, value: second.f1.value, interval: second.f1 },
          ],
        },
        size,
      ),
  }
}
