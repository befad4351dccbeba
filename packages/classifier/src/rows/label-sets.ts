import { GraftError } from '@graftjs/base'
import type { RowSource } from '../contract'
import { comparableKeys } from './comparable-keys'
import { inspectRows } from './data-warning'
import { holdOut } from './hold-out'
import type { InputKind } from './input-kind'
import { readLabelledRows } from './labelled-rows'
import type { PrepareOptions, TrainingRows } from './prepare-rows'
import { describeValue, readRows } from './row-source'

/** What rows have of which any number of labels may be true: all of those that are. */
export interface LabelSetRow<Label extends string = string> {
  readonly labels: readonly Label[]
}

/** What only one label a row can have. */
const ofSingleLabels: ReadonlySet<string> = new Set(['imbalance', 'contradicting-labels'])

/**
 * The same as `prepareRows` for rows of any number of labels. Sets that are equal are set aside in proportion.
 *
 * @throws GraftError `invalid-data` naming the option and the row; `invalid-option`; `aborted`.
 */
export async function prepareLabelSets<Row extends LabelSetRow, Warning extends string = never>(
  kind: InputKind<unknown, Warning>,
  { train, validation, seed, signal }: PrepareOptions<Row>,
): Promise<TrainingRows<Row, Row['labels'][number], Warning>> {
  const rows = await readLabelSets(kind, train, 'train', signal)
  const labels: Row['labels'][number][] = [...new Set(rows.flatMap((row) => [...row.labels]))].sort()
  if (labels.length === 0) {
    throw new GraftError('invalid-data', {
      what: 'No row has a label: there is nothing to learn.',
      where: 'train',
      fix: 'Pass rows of which some have labels.',
    })
  }
  const keys = await comparableKeys(kind, rows, signal)
  const sets = rows.map(({ labels: own }) => ({ label: JSON.stringify([...own].sort()) }))
  const notable = (kept: { rows: typeof sets; keys: readonly string[] }, others: readonly string[]) =>
    inspectRows(kind, kept, { keys: others }).filter((warning) => !ofSingleLabels.has(warning.kind))
  if (validation === undefined)
    return { train: rows, validation: [], labels, warnings: notable({ rows: sets, keys }, []) }
  if (typeof validation === 'number') {
    const out = holdOut(sets, keys, { share: validation, seed, inputs: kind.plural })
    const part = <T>(all: readonly T[], heldOut: boolean) => all.filter((_, row) => out.has(row) === heldOut)
    const warnings = notable({ rows: part(sets, false), keys: part(keys, false) }, part(keys, true))
    return { train: part(rows, false), validation: part(rows, true), labels, warnings }
  }
  const given = await readLabelSets(kind, validation, 'validation', signal)
  checkKnownSets(given, labels, 'validation')
  const warnings = notable({ rows: sets, keys }, await comparableKeys(kind, given, signal))
  return { train: rows, validation: given, labels, warnings }
}

/** Reads rows of label sets and checks each one. @throws GraftError `invalid-data` naming the row. */
export async function readLabelSets<Row extends LabelSetRow>(
  kind: InputKind<unknown, string>,
  source: RowSource<Row>,
  option: string,
  signal?: AbortSignal,
): Promise<Row[]> {
  const rows = await readRows(source, option, signal)
  // What is not about labels is checked as for rows of one label.
  await readLabelledRows(
    kind,
    rows.map((row) => (typeof row === 'object' && row !== null ? { ...row, label: 'any' } : row)),
    option,
    signal,
  )
  rows.forEach(({ labels }, index) => {
    const given: unknown = labels
    const isSet =
      Array.isArray(given) &&
      new Set(given).size === given.length &&
      given.every((label) => typeof label === 'string' && label.trim() !== '')
    if (isSet) return
    throw new GraftError('invalid-data', {
      what: `The labels are ${Array.isArray(given) ? JSON.stringify(given) : describeValue(given)}, not distinct names.`,
      where: `${option}, row ${index}`,
      fix: `Each row must be { ${kind.name}, labels }, labels an array of strings, each once; an empty one where none is true.`,
      details: { option, row: index },
    })
  })
  return rows
}

/** @throws GraftError `invalid-data` at the first row with a label that the classifier does not have. */
export function checkKnownSets(
  rows: readonly LabelSetRow[],
  labels: readonly string[],
  option: string,
): void {
  const known = new Set(labels)
  for (const [index, row] of rows.entries()) {
    const other = row.labels.find((label) => !known.has(label))
    if (other === undefined) continue
    throw new GraftError('invalid-data', {
      what: `The label ${JSON.stringify(other)} was not among the training rows.`,
      where: `${option}, row ${index}`,
      fix: `Use some of: ${labels.map((label) => JSON.stringify(label)).join(', ')}; or train with rows of that label.`,
      details: { option, row: index },
    })
  }
}

/** 1 where a row has a label, else 0: `[rows, labels]`; and how many rows have each. */
export function indicatorsOf(
  rows: readonly LabelSetRow[],
  labels: readonly string[],
): { readonly targets: Float32Array; readonly sizes: Float64Array } {
  const numberOf = new Map(labels.map((label, number) => [label, number]))
  const targets = new Float32Array(rows.length * labels.length)
  const sizes = new Float64Array(labels.length)
  for (const [row, { labels: own }] of rows.entries()) {
    for (const label of own) {
      const number = numberOf.get(label)!
      targets[row * labels.length + number] = 1
      sizes[number]! += 1
    }
  }
  return { targets, sizes }
}
