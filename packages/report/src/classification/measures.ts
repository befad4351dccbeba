import type { ClassificationReport, ClassReport } from '@graftjs/metrics'
import type { Interval } from '../number'

/** One figure of a report, with its interval where it has one. */
export interface Measure {
  readonly name: string
  readonly value: number | null
  readonly interval?: Interval
}

/** The class of interest, where the report names one. */
export function positiveClass(report: ClassificationReport): ClassReport | undefined {
  return report.positive === null ? undefined : report.classes.find(({ label }) => label === report.positive)
}

/** The figure that a report is first judged by: F1 of the class of interest, or else over all classes. */
export function headline(report: ClassificationReport): Measure {
  const positive = positiveClass(report)
  return positive === undefined
    ? estimated('macro F1', report.f1.macro)
    : estimated(`F1 for ${positive.label}`, positive.f1)
}

/** Every figure of a report, in the order in which people ask for them; the same for any report of the task. */
export function measures(report: ClassificationReport): Measure[] {
  const positive = positiveClass(report)
  const ofPositive =
    positive === undefined
      ? []
      : [
          estimated(`precision for ${positive.label}`, positive.precision),
          estimated(`recall for ${positive.label}`, positive.recall),
          { name: `average precision for ${positive.label}`, value: positive.averagePrecision },
          { name: `ROC AUC for ${positive.label}`, value: positive.rocAuc },
        ]
  return [
    headline(report),
    ...ofPositive,
    estimated('accuracy', report.accuracy),
    estimated('balanced accuracy', report.balancedAccuracy),
    ...(positive === undefined
      ? [estimated('weighted F1', report.f1.weighted)]
      : [estimated('macro F1', report.f1.macro)]),
    estimated('Matthews correlation', report.matthews),
    { name: 'log loss (less is better)', value: report.logLoss },
    { name: 'Brier score (less is better)', value: report.brier },
    { name: 'calibration error (less is better)', value: report.calibration.expectedError },
  ]
}

/** The four that stand at the top of a page. */
export function keyMeasures(report: ClassificationReport): Measure[] {
  const positive = positiveClass(report)
  return positive === undefined
    ? [
        headline(report),
        estimated('accuracy', report.accuracy),
        estimated('balanced accuracy', report.balancedAccuracy),
        estimated('Matthews correlation', report.matthews),
      ]
    : [
        headline(report),
        estimated('precision', positive.precision),
        estimated('recall', positive.recall),
        estimated('accuracy', report.accuracy),
      ]
}

function estimated(name: string, { value, lower, upper }: Interval & { readonly value: number }): Measure {
  return { name, value, interval: { lower, upper } }
}
