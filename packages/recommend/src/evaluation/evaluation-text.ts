import type { Evaluation, EvaluationRow } from './evaluation'
import { measures as known, type MeasureResult } from './measures'
import { type Column, columnsText, wrapped } from './text-columns'

/** Columns of text where nobody says how wide the terminal is. */
const USUAL_WIDTH = 100

/**
 * The table as text, no wider than asked for: a line per model, and what everything means below. What does not fit
 * beside each other stands below each other: whether right items are found, then what the lists are like.
 *
 * @param width the terminal's by default, or 100 columns.
 */
export function evaluationText(
  evaluation: Omit<Evaluation, 'toString'>,
  width = process.stdout.columns || USUAL_WIDTH,
): string {
  const { rows, measures, baseline } = evaluation
  const columnOf = ({ name, title }: (typeof measures)[number]): Column => ({
    title,
    cells: rows.map(({ values }) => cellOf(values[name])),
  })
  const right = measures.filter(({ name }) => known[name].about === 'right').map(columnOf)
  const lists = measures.filter(({ name }) => known[name].about === 'lists').map(columnOf)
  const times: Column[] = [
    {
      title: 'fit',
      cells: rows.map(({ fitSeconds }) => (fitSeconds === undefined ? '–' : duration(fitSeconds))),
    },
    { title: 'per list', cells: rows.map(({ secondsPerList }) => duration(secondsPerList)) },
  ]
  const names: Column = { title: 'model', cells: rows.map(({ model }) => shortened(model)) }
  const paragraphs = [
    `${evaluation.lists} lists of ${evaluation.askers} users or sessions. ${evaluation.how}`,
    `[ ]: ${100 * levelOf(rows)} % intervals by bootstrap over users. * ** ***: differs from ${baseline} with p < 0.05, 0.01, 0.001 (paired t test, Holm).`,
    ...measures.map(({ title, definition }) => `${title}: ${definition}.`),
    ...evaluation.notes.map((note) => `· ${note}`),
    ...evaluation.warnings.map((warning) => `! ${warning}`),
  ]
  return [
    columnsText(names, [right, [...lists, ...times]], width),
    '',
    ...paragraphs.map((paragraph) => wrapped(paragraph, width)),
  ].join('\n')
}

/** Letters of a model's name that a table has room for. */
const NAME = 24

const shortened = (name: string): string => (name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name)

function cellOf(result: MeasureResult | undefined): string {
  if (!result) return '–'
  const { value, interval, against } = result
  if (!interval) return figure(value)
  const stars = against ? starsOf(against.pValue) : ''
  const ends = `[${figure(interval.lower, 3)}, ${figure(interval.upper, 3)}]`
  // The baseline has no stars; its figures stand under those that have.
  return `${figure(value)} ${ends} ${stars.padEnd(3)}`
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

function figure(value: number, digits = 4): string {
  return Number.isNaN(value) ? '–' : value.toFixed(Math.abs(value) >= 10 ? 2 : digits)
}

function duration(seconds: number): string {
  if (seconds < 1e-3) return `${(1e6 * seconds).toFixed(0)} µs`
  return seconds < 1 ? `${(1e3 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms` : `${seconds.toFixed(1)} s`
}
