import type { ClassReport } from '@graftjs/metrics'
import { comparisonChart } from '../chart/comparison'
import { confusionChart } from '../chart/confusion'
import { type LearningCurveData, learningCurveChart } from '../chart/learning-curve'
import { precisionRecallChart } from '../chart/precision-recall'
import { fewPredictions, reliabilityChart } from '../chart/reliability'
import { rocChart } from '../chart/roc'
import type { Chart } from '../html/section'
import { headline, positiveClass } from './measures'
import type { NamedReport } from './tables'

/** More classes than this are not legible as a matrix. */
export const mostMatrixClasses = 25

/** Four lines can be told apart without colour; a fifth cannot. */
const mostCurves = 4

/** The pictures of one report, the others beside it where a picture can hold more than one classifier. */
export function classificationCharts(
  main: NamedReport,
  others: readonly NamedReport[],
  learning: LearningCurveData | undefined,
): Chart[] {
  const charts = [
    ...learningCurve(learning),
    reliability(main),
    ...matrix(main),
    ...comparison([main, ...others]),
    ...curves(main, others),
  ]
  // A wide picture between two others would leave a hole in the row.
  return [...charts.filter(({ wide }) => !wide), ...charts.filter(({ wide }) => wide)]
}

function learningCurve(data: LearningCurveData | undefined): Chart[] {
  if (data === undefined || data.rows.length === 0) return []
  return [{ title: 'Learning curve', picture: (size) => learningCurveChart(data, size) }]
}

function matrix({ report }: NamedReport): Chart[] {
  const labels = report.labels.map(String)
  if (labels.length > mostMatrixClasses) return []
  return [
    {
      title: 'Confusion matrix',
      note: 'A row is a true class; the shade is the share of its row.',
      wide: labels.length > 8,
      picture: (size) => confusionChart({ labels, matrix: report.confusionMatrix }, size),
    },
  ]
}

function comparison(reports: readonly NamedReport[]): Chart[] {
  if (reports.length < 2) return []
  const bars = reports.flatMap(({ name, report }) => {
    const { value, interval } = headline(report)
    return value === null ? [] : [{ name, value, ...(interval === undefined ? {} : { interval }) }]
  })
  const name = headline(reports[0]!.report).name
  return [{ title: `${name}, side by side`, picture: (size) => comparisonChart({ name, bars }, size) }]
}

function reliability({ report }: NamedReport): Chart {
  const { bins, expectedError } = report.calibration
  return {
    title: 'Reliability',
    note: `On the diagonal, a score of 0.9 is right nine times in ten; below it the classifier is too sure of itself.${bins.some(({ weight }) => weight < fewPredictions) ? ` Hollow points rest on fewer than ${fewPredictions} predictions.` : ''}`,
    picture: (size) => reliabilityChart({ bins, expectedCalibrationError: expectedError }, size),
  }
}

interface Curve {
  readonly name: string
  readonly from: ClassReport
}

/** One curve for each classifier where there is a class of interest, else one for each of the hardest classes. */
function curves(main: NamedReport, others: readonly NamedReport[]): Chart[] {
  const positive = positiveClass(main.report)
  const shown: Curve[] =
    positive === undefined
      ? hardest(main.report.classes).map((from) => ({ name: String(from.label), from }))
      : [main, ...others].slice(0, mostCurves).flatMap(({ name, report }) => {
          const from = positiveClass(report)
          return from === undefined ? [] : [{ name, from }]
        })
  const of =
    positive !== undefined
      ? ` for ${positive.label}`
      : main.report.classes.length > mostCurves
        ? `, the ${mostCurves} hardest classes`
        : ' for each class'
  const naming = positive === undefined ? {} : { positive: String(positive.label) }
  const baseRate = positive === undefined ? {} : { baseRate: positive.support / main.report.weight }
  const precisionRecall = shown.flatMap(({ name, from: { precisionRecallCurve, averagePrecision } }) =>
    precisionRecallCurve === null || averagePrecision === null
      ? []
      : [{ name, ...precisionRecallCurve, averagePrecision }],
  )
  const roc = shown.flatMap(({ name, from: { rocCurve, rocAuc } }) =>
    rocCurve === null || rocAuc === null ? [] : [{ name, ...rocCurve, areaUnderCurve: rocAuc }],
  )
  return [
    ...(precisionRecall.length === 0
      ? []
      : [
          {
            title: `Precision and recall${of}`,
            picture: (size: Size) =>
              precisionRecallChart({ curves: precisionRecall, ...naming, ...baseRate }, size),
          },
        ]),
    ...(roc.length === 0
      ? []
      : [{ title: `ROC curve${of}`, picture: (size: Size) => rocChart({ curves: roc, ...naming }, size) }]),
  ]
}

type Size = NonNullable<Parameters<typeof rocChart>[1]>

function hardest(classes: readonly ClassReport[]): ClassReport[] {
  return classes
    .filter(({ averagePrecision }) => averagePrecision !== null)
    .sort((a, b) => (a.averagePrecision ?? 0) - (b.averagePrecision ?? 0))
    .slice(0, mostCurves)
}
