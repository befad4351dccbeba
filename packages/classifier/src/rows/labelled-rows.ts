import { GraftError } from '@graftjs/base'
import type { Labelled, RowSource } from '../contract'
import type { InputKind } from './input-kind'
import { describeValue, readRows } from './row-source'

/**
 * Reads labelled rows and checks each one.
 *
 * @param option the option that the rows came from (`train`, `validation`, `rows`), for the errors
 * @throws GraftError `invalid-data` naming the row: no rows, a row that is no object, an input of another
 *   kind, a label that is missing, empty or no string.
 */
export async function readLabelledRows<Row extends Labelled>(
  kind: InputKind<unknown, string>,
  source: RowSource<Row>,
  option: string,
  signal?: AbortSignal,
): Promise<Row[]> {
  const rows = await readRows(source, option, signal)
  if (rows.length === 0) {
    throw new GraftError('invalid-data', {
      what: `${option} has no rows.`,
      where: option,
      fix: `Pass at least one row of { ${kind.name}, label }, and check that the source was not already read to its end.`,
    })
  }
  rows.forEach((row, index) => {
    checkRow(kind, row, option, index)
  })
  return rows
}

function checkRow(kind: InputKind<unknown, string>, row: unknown, option: string, index: number): void {
  const { name, wanted } = kind
  if (typeof row !== 'object' || row === null) {
    const fix = `Each row must be { ${name}, label }.`
    throw rowError(option, index, `The row is ${describeValue(row)}.`, fix)
  }
  const input: unknown = Reflect.get(row, name)
  const label: unknown = 'label' in row ? row.label : undefined
  if (!kind.is(input)) {
    throw rowError(
      option,
      index,
      `The ${name} is ${describeValue(input)}, not ${wanted}.`,
      `Give the ${name} as ${wanted}, or leave the row out.`,
    )
  }
  if (label === undefined || label === null) {
    throw rowError(option, index, 'The label is missing.', 'Give the row its label, or leave it out.')
  }
  if (typeof label !== 'string') {
    throw rowError(
      option,
      index,
      `The label is ${describeValue(label)}, and labels are strings.`,
      'Give every label as a string, for example with String(label).',
    )
  }
  if (label.trim() === '') {
    throw rowError(option, index, 'The label is empty.', 'Give the row its label, or leave it out.')
  }
}

/**
 * The labels of training rows: distinct, sorted by code unit, so that the same rows in any order give the
 * same classifier outputs.
 *
 * @throws GraftError `invalid-data` where there are fewer than two.
 */
export function labelsOf<Label extends string>(rows: readonly Labelled<Label>[], option: string): Label[] {
  const labels = [...new Set(rows.map((row) => row.label))].sort()
  if (labels.length < 2) {
    throw new GraftError('invalid-data', {
      what: `Every row has the label ${JSON.stringify(labels[0])}: there is nothing to tell apart.`,
      where: option,
      fix: 'Pass rows of at least two labels.',
      details: { labels },
    })
  }
  return labels
}

/** @throws GraftError `invalid-data` at the first row whose label the classifier does not have. */
export function checkKnownLabels<Label extends string>(
  rows: readonly Labelled<Label>[],
  labels: readonly Label[],
  option: string,
): void {
  const known = new Set<string>(labels)
  const index = rows.findIndex((row) => !known.has(row.label))
  if (index < 0) return
  throw rowError(
    option,
    index,
    `The label ${JSON.stringify(rows[index]!.label)} was not among the training rows.`,
    `Use one of: ${labels.map((label) => JSON.stringify(label)).join(', ')}; or train with rows of that label.`,
  )
}

function rowError(option: string, row: number, what: string, fix: string): GraftError {
  return new GraftError('invalid-data', {
    what,
    where: `${option}, row ${row}`,
    fix,
    details: { option, row },
  })
}
