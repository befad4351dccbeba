import type { Evaluation, EvaluationRow } from './evaluation'
import type { MeasureResult } from './measures'

/** The table as text: a model per line, the interval of the leading measure, and what everything means below. */
export function evaluationText(evaluation: Omit<Evaluation, 'toString'>): string {
  const { rows, measures, baseline } = evaluation
  const header = ['model', ...measures.map(({ title }) => title), 'fit', 'per list']
  const cells = rows.map((row) => [
    row.model,
    ...measures.map(({ name }, at) => cellOf(row.values[name], at === 0)),
    row.fitSeconds === undefined ? '–' : duration(row.fitSeconds),
    duration(row.secondsPerList),
  ])
  const widths = header.map((title, at) => Math.max(title.length, ...cells.map((line) => line[at]!.length)))
  const line = (own: readonly string[]) =>
    own.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ')
  const level = levelOf(rows)
  return [
    line(header),
    '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)),
    ...cells.map(line),
    '',
    `${evaluation.lists} lists of ${evaluation.askers} users or sessions. ${evaluation.how}`,
    `[ ]: ${100 * level} % intervals by bootstrap over users. * ** ***: differs from ${baseline} with p < 0.05, 0.01, 0.001 (paired t test, Holm).`,
    ...measures.map(({ title, definition }) => `${title}: ${definition}.`),
    ...evaluation.notes.map((note) => `· ${note}`),
    ...evaluation.warnings.map((warning) => `! ${warning}`),
  ].join('\n')
}

function cellOf(result: MeasureResult | undefined, leads: boolean): string {
  if (!result) return '–'
  const { value, interval, against } = result
  const stars = against ? starsOf(against.pValue) : ''
  const ends = leads && interval ? ` [${figure(interval.lower)}, ${figure(interval.upper)}]` : ''
  // The baseline has no stars; its figures stand under those that have.
  return `${figure(value)}${ends}${interval ? ` ${stars.padEnd(3)}` : ''}`
}

function starsOf(pValue: number): string {
  return pValue < 0.001 ? '***' : pValue < 0.01 ? '**' : pValue < 0.05 ? '*' : ''
}

function levelOf(rows: readonly EvaluationRow[]): number {
  for (const { values } of rows) {
    for (const result of Object.values(values)) if (result.interval) return result.interval.level
  }
  return 0.95
}

function figure(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(Math.abs(value) >= 10 ? 2 : 4)
}

function duration(seconds: number): string {
  if (seconds < 1e-3) return `${(1e6 * seconds).toFixed(0)} µs`
  return seconds < 1 ? `${(1e3 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms` : `${seconds.toFixed(1)} s`
}
