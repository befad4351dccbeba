import type { Labelled, RowSource } from '../contract'
import { comparableKeys } from './comparable-keys'
import { type DataWarning, inspectRows } from './data-warning'
import { holdOut } from './hold-out'
import type { InputKind } from './input-kind'
import { checkKnownLabels, labelsOf, readLabelledRows } from './labelled-rows'

export interface TrainingRows<Row, Label extends string, Warning extends string = never> {
  readonly train: readonly Row[]
  /** Empty where no validation was asked for. */
  readonly validation: readonly Row[]
  /** Sorted by code unit. */
  readonly labels: readonly Label[]
  readonly warnings: readonly DataWarning<Warning>[]
}

export interface PrepareOptions<Row> {
  readonly train: RowSource<Row>
  readonly validation?: number | RowSource<Row> | undefined
  /** Decides the validation rows where `validation` is a share. */
  readonly seed: number
  readonly signal?: AbortSignal | undefined
}

/**
 * What every training starts with: reads and checks the rows, sets the validation share aside, fixes the order
 * of the labels, and looks for what a user should know about the rows.
 *
 * @throws GraftError `invalid-data` naming the option and the row; `invalid-option`; `aborted`.
 */
export async function prepareRows<Row extends Labelled, Warning extends string = never>(
  kind: InputKind<unknown, Warning>,
  { train, validation, seed, signal }: PrepareOptions<Row>,
): Promise<TrainingRows<Row, Row['label'], Warning>> {
  const rows = await readLabelledRows(kind, train, 'train', signal)
  const labels = labelsOf<Row['label']>(rows, 'train')
  const keys = await comparableKeys(kind, rows, signal)
  if (validation === undefined) {
    return { train: rows, validation: [], labels, warnings: inspectRows(kind, { rows, keys }) }
  }
  if (typeof validation === 'number') {
    const out = holdOut(rows, keys, { share: validation, seed, inputs: kind.plural })
    const part = <T>(all: readonly T[], heldOut: boolean) => all.filter((_, row) => out.has(row) === heldOut)
    const kept = { rows: part(rows, false), keys: part(keys, false) }
    const warnings = inspectRows(kind, kept, { keys: part(keys, true) })
    return { train: kept.rows, validation: part(rows, true), labels, warnings }
  }
  const given = await readLabelledRows(kind, validation, 'validation', signal)
  checkKnownLabels(given, labels, 'validation')
  const warnings = inspectRows(kind, { rows, keys }, { keys: await comparableKeys(kind, given, signal) })
  return { train: rows, validation: given, labels, warnings }
}
