import type { ClassificationReport } from '@graftjs/metrics'
import { formatCount } from '../number'
import { paintFor } from '../terminal/colour'
import { type TableTextOptions, tableText } from '../terminal/table'
import { wrapToWidth } from '../terminal/width'
import { classesTable, intervalsNote, measuresTable, type NamedReport } from './tables'

export interface ClassificationTableOptions extends TableTextOptions {
  /** What the classifier is called beside others; default `this model`. */
  readonly name?: string
  readonly others?: readonly NamedReport[]
}

/** More rows than this scroll the measures off the screen. */
const mostClasses = 30

/** A classifier's evaluation as text for a terminal: every measure with its interval, then every class. */
export function classificationTable(
  report: ClassificationReport,
  { name = 'this model', others = [], width = 100, colour = false }: ClassificationTableOptions = {},
): string {
  const paint = paintFor(colour)
  const options = { width, colour }
  const warnings = report.warnings.map(
    ({ message }) => `${paint('yellow', '!')} ${wrapToWidth(message, width - 2).replaceAll('\n', '\n  ')}`,
  )
  return [
    tableText(measuresTable([{ name, report }, ...others]), options),
    tableText(classesTable(report, mostClasses), options),
    paint('dim', wrapToWidth(`${formatCount(report.rows)} rows. ${intervalsNote(report)}`, width)),
    ...(warnings.length === 0 ? [] : [warnings.join('\n')]),
  ].join('\n\n')
}
