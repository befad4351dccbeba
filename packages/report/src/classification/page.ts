import type { ClassificationReport } from '@graftjs/metrics'
import type { LearningCurveData } from '../chart/learning-curve'
import { htmlReport } from '../html/report'
import type { Example, KeyFigure, Section, SettingValue } from '../html/section'
import { formatCount } from '../number'
import { classificationCharts, mostMatrixClasses } from './charts'
import { keyMeasures } from './measures'
import { classesTable, confusionsTable, intervalsNote, measuresTable, type NamedReport } from './tables'

export interface ClassificationExtras {
  /** Default: `Classification report`. */
  readonly title?: string
  readonly subtitle?: string
  /** What the classifier is called beside others; default `this model`. */
  readonly name?: string
  /** Other classifiers' reports on the same rows, for example a baseline's. */
  readonly others?: readonly NamedReport[]
  readonly learningCurve?: LearningCurveData
  /** Rows that it got wrong, most instructive first. */
  readonly mistakes?: readonly Example[]
  /** What to know about the model: what it is for, what it learned from, its licence. */
  readonly facts?: Readonly<Record<string, SettingValue>>
  /** How it was trained. */
  readonly settings?: Readonly<Record<string, SettingValue>>
  /** Sentences to put with the report's own warnings. */
  readonly warnings?: readonly string[]
  /** More of one's own, before the settings. */
  readonly sections?: readonly Section[]
  readonly footer?: string
}

/**
 * A classifier's evaluation as one self-contained HTML page: key figures with intervals, warnings, measures
 * beside other classifiers', every class, pictures, mistakes, settings.
 */
export function classificationHtml(report: ClassificationReport, extras: ClassificationExtras = {}): string {
  const { name = 'this model', others = [] } = extras
  const main = { name, report }
  return htmlReport({
    title: extras.title ?? 'Classification report',
    ...(extras.subtitle === undefined ? {} : { subtitle: extras.subtitle }),
    ...(extras.footer === undefined ? {} : { footer: extras.footer }),
    sections: [
      { kind: 'figures', figures: keyFigures(report) },
      ...warnings(main, extras),
      {
        kind: 'table',
        title: others.length > 0 ? 'Side by side' : 'Measures',
        lead: intervalsNote(report),
        table: measuresTable([main, ...others]),
      },
      {
        kind: 'charts',
        title: 'What it gets right and wrong',
        charts: classificationCharts(main, others, extras.learningCurve),
      },
      { kind: 'table', title: 'Class by class', table: classesTable(report) },
      ...confusions(report),
      ...mistakes(extras.mistakes),
      ...(extras.sections ?? []),
      ...facts('About this model', extras.facts),
      ...facts('Settings', extras.settings),
    ],
  })
}

function keyFigures(report: ClassificationReport): KeyFigure[] {
  return [
    ...keyMeasures(report).map(({ name, value, interval }) => ({
      name,
      value,
      ...(interval === undefined ? {} : { interval }),
    })),
    {
      name: 'test rows',
      value: formatCount(report.rows),
      note: `${formatCount(report.labels.length)} classes`,
    },
  ]
}

function warnings(
  { report }: NamedReport,
  { warnings: own = [], others = [] }: ClassificationExtras,
): Section[] {
  const unlike = others
    .filter((other) => other.report.rows !== report.rows)
    .map(
      (other) =>
        `${other.name} was measured on ${formatCount(other.report.rows)} rows, not on these ${formatCount(report.rows)}: the columns are not comparable.`,
    )
  const all = [...report.warnings.map(({ message }) => message), ...unlike, ...own]
  return all.length === 0 ? [] : [{ kind: 'warnings', warnings: all }]
}

function confusions(report: ClassificationReport): Section[] {
  if (report.labels.length <= mostMatrixClasses) return []
  return [{ kind: 'table', title: 'What it confuses most', table: confusionsTable(report) }]
}

function mistakes(examples: readonly Example[] = []): Section[] {
  if (examples.length === 0) return []
  return [
    {
      kind: 'examples',
      title: 'The most instructive mistakes',
      lead: 'Where the classifier was surest and wrong. Some of them may be mistakes of the labels.',
      examples,
    },
  ]
}

function facts(title: string, settings: Readonly<Record<string, SettingValue>> = {}): Section[] {
  return Object.keys(settings).length === 0 ? [] : [{ kind: 'settings', title, settings }]
}
