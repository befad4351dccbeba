import type { ClassificationReport } from '@graftjs/metrics'
import { formatCount, formatInterval, formatNumber, formatShare } from '../number'
import type { Table } from '../table'
import { measures } from './measures'

/** A report and what its classifier is called beside others. */
export interface NamedReport {
  readonly name: string
  readonly report: ClassificationReport
}

/** A row for each measure, a column for each classifier. */
export function measuresTable(reports: readonly NamedReport[]): Table {
  const columns = reports.map(({ report }) => measures(report))
  const names = columns[0]?.map(({ name }) => name) ?? []
  return {
    columns: [
      { title: 'measure' },
      ...reports.map(({ name }) => ({ title: name, kind: 'estimate' as const })),
    ],
    rows: names.map((name) => [
      name,
      ...columns.map((column) => {
        const measure = column.find((each) => each.name === name)
        return formatInterval(measure?.value, measure?.interval)
      }),
    ]),
  }
}

/** A row for each class of one classifier; of more than `most` classes, those with the lowest F1. */
export function classesTable({ classes }: ClassificationReport, most = 100): Table {
  const all = classes.length <= most
  const shown = all ? classes : classes.toSorted((a, b) => a.f1.value - b.f1.value).slice(0, most)
  const estimate = (title: string) => ({ title, kind: 'estimate' as const })
  const number = (title: string, optional = false) => ({ title, kind: 'number' as const, optional })
  return {
    columns: [
      { title: 'class' },
      estimate('precision'),
      estimate('recall'),
      estimate('F1'),
      number('rows'),
      number('ROC AUC', true),
      number('AP', true),
      number('predicted', true),
    ],
    rows: shown.map(({ label, precision, recall, f1, averagePrecision, rocAuc, support, predicted }) => [
      String(label),
      formatInterval(precision.value, precision),
      formatInterval(recall.value, recall),
      formatInterval(f1.value, f1),
      formatCount(support),
      formatNumber(rocAuc),
      formatNumber(averagePrecision),
      formatCount(predicted),
    ]),
    ...(all ? {} : { note: `The ${most} classes with the lowest F1 of ${formatCount(classes.length)}.` }),
  }
}

/** The pairs that were mistaken most often: what a confusion matrix of very many classes comes down to. */
export function confusionsTable(
  { labels, confusionMatrix, classes }: ClassificationReport,
  most = 20,
): Table {
  const pairs = confusionMatrix.flatMap((row, truth) =>
    row
      .map((count, prediction) => ({ truth, prediction, count }))
      .filter((pair) => pair.prediction !== truth && pair.count > 0),
  )
  const shown = pairs.sort((a, b) => b.count - a.count).slice(0, most)
  return {
    columns: [
      { title: 'true' },
      { title: 'predicted' },
      { title: 'rows', kind: 'number' },
      { title: 'share of the true class', kind: 'number' },
    ],
    rows: shown.map(({ truth, prediction, count }) => [
      String(labels[truth]),
      String(labels[prediction]),
      formatCount(count),
      formatShare(count / (classes[truth]?.support ?? count)),
    ]),
    ...(pairs.length > shown.length
      ? { note: `The ${shown.length} most frequent of ${formatCount(pairs.length)} pairs.` }
      : {}),
  }
}

/** How the intervals were made, as a sentence. */
export function intervalsNote({ settings }: ClassificationReport): string {
  const { level, repetitions, seed } = settings
  return `Intervals are ${formatShare(level)}: Wilson's for shares of rows, the percentiles of ${formatCount(repetitions)} bootstrap resamples (seed ${seed}) for the rest.`
}
