import { optionalLibrary } from '../input/optional-library'
import type { Evaluation, EvaluationRow } from './evaluation'
import type { MeasureResult } from './measures'

export interface WriteEvaluationOptions {
  /** By default `Recommenders compared`. */
  readonly title?: string
  readonly subtitle?: string
}

/**
 * Writes an evaluation as one HTML page that holds everything it shows: the table, a picture per measure, what each
 * measure means, what was left out, the settings. Needs `@graftjs/report`.
 *
 * @throws GraftError `file-access`, `not-found` where `@graftjs/report` is not installed.
 */
export async function writeEvaluation(
  path: string,
  evaluation: Evaluation,
  { title = 'Recommenders compared', subtitle = evaluation.how }: WriteEvaluationOptions = {},
): Promise<void> {
  const report = await optionalLibrary('@graftjs/report', () => import('@graftjs/report'))
  const { comparisonChart, formatCount, formatDuration, formatInterval, formatNumber } = report
  const { measures, rows, baseline, warnings, notes } = evaluation
  const leading = measures[0]!
  const best = bestOf(rows, leading.name, leading.better)
  const cell = (result: MeasureResult | undefined) =>
    result ? `${formatInterval(result.value, result.interval)}${starsOf(result)}` : null
  await report.writeReport(
    path,
    report.htmlReport({
      title,
      subtitle,
      sections: [
        {
          kind: 'figures',
          figures: [
            ...(best
              ? [
                  {
                    name: `${leading.title} of ${best.row.model}`,
                    value: best.result.value,
                    ...intervalOf(best.result),
                  },
                ]
              : []),
            {
              name: 'lists judged',
              value: formatCount(evaluation.lists),
              note: `${formatCount(evaluation.askers)} users or sessions`,
            },
            { name: 'models', value: formatCount(rows.length), note: `tested against ${baseline}` },
          ],
        },
        ...(warnings.length > 0 ? [{ kind: 'warnings' as const, warnings }] : []),
        {
          kind: 'table',
          title: 'Side by side',
          lead: `Intervals by bootstrap over users. * ** ***: differs from ${baseline} with p below 0.05, 0.01, 0.001 (paired t test, Holm).`,
          table: {
            columns: [
              { title: 'model' },
              ...measures.map((measure) => ({ title: measure.title, kind: 'estimate' as const })),
              { title: 'fit', kind: 'number', optional: true },
              { title: 'per list', kind: 'number', optional: true },
            ],
            rows: rows.map((row) => [
              row.model,
              ...measures.map(({ name }) => cell(row.values[name])),
              row.fitSeconds === undefined ? null : formatDuration(row.fitSeconds),
              `${formatNumber(1000 * row.secondsPerList)} ms`,
            ]),
          },
        },
        {
          kind: 'charts',
          title: 'Measure by measure',
          charts: measures.map((measure) => ({
            title: measure.title,
            note: measure.definition,
            picture: (size) =>
              comparisonChart(
                {
                  name: measure.title,
                  ...limitsOf(rows, measure.name),
                  bars: rows.flatMap((row) => {
                    const result = row.values[measure.name]
                    return result
                      ? [
                          {
                            name: row.model,
                            value: result.value,
                            ...intervalOf(result),
                            highlighted: row === best?.row,
                          },
                        ]
                      : []
                  }),
                },
                size,
              ),
          })),
        },
        { kind: 'prose', title: 'What counts and what does not', paragraphs: notes },
        ...rows.map((row) => ({ kind: 'settings' as const, title: row.model, settings: settingsOf(row) })),
      ],
    }),
  )
}

function bestOf(
  rows: readonly EvaluationRow[],
  name: keyof EvaluationRow['values'],
  better: 'higher' | 'lower' | 'neither',
): { readonly row: EvaluationRow; readonly result: MeasureResult } | undefined {
  const results = rows.flatMap((row) => {
    const result = row.values[name]
    return result ? [{ row, result }] : []
  })
  const sign = better === 'lower' ? -1 : 1
  return results.toSorted((a, b) => sign * (b.result.value - a.result.value))[0]
}

/** The picture's axis: from 0, or from the least value where it is below, to the greatest. */
function limitsOf(
  rows: readonly EvaluationRow[],
  name: keyof EvaluationRow['values'],
): { readonly min: number; readonly max: number } {
  const ends = rows.flatMap(({ values }) => {
    const result = values[name]
    return result
      ? [result.value, result.interval?.lower ?? result.value, result.interval?.upper ?? result.value]
      : []
  })
  const known = ends.filter((end) => Number.isFinite(end))
  return { min: Math.min(0, ...known), max: Math.max(Number.MIN_VALUE, ...known) }
}

function intervalOf({ interval }: MeasureResult) {
  return interval && Number.isFinite(interval.lower) ? { interval } : {}
}

function starsOf({ against }: MeasureResult): string {
  if (!against) return ''
  const { pValue } = against
  return pValue < 0.001 ? ' ***' : pValue < 0.01 ? ' **' : pValue < 0.05 ? ' *' : ''
}

function settingsOf({ algorithm, settings }: EvaluationRow): Record<string, string | number | boolean> {
  const shown = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'number' || typeof value === 'boolean' ? value : String(value),
  ])
  return { algorithm, ...Object.fromEntries(shown) }
}
