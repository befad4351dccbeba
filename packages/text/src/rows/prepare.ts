import type { RowSource, TextExample } from '../classifier/contract'
import { comparableTexts } from './comparable'
import { type DataWarning, inspectRows } from './data-warning'
import { checkKnownLabels, labelsOf, readExamples } from './examples'
import { holdOut } from './hold-out'

export interface TrainingRows<Label extends string> {
  readonly train: readonly TextExample<Label>[]
  /** Empty where no validation was asked for. */
  readonly validation: readonly TextExample<Label>[]
  /** Sorted by code unit. */
  readonly labels: readonly Label[]
  readonly warnings: readonly DataWarning[]
}

/**
 * What every training starts with: reads and checks the rows, sets the validation share aside, fixes the order
 * of the labels, and looks for what a user should know about the rows.
 *
 * @param options.seed decides the validation rows where `validation` is a share
 * @throws GraftError `invalid-data` naming the option and the row; `invalid-option`; `aborted`.
 */
export async function prepareRows<Label extends string>(options: {
  readonly train: RowSource<TextExample<Label>>
  readonly validation?: number | RowSource<TextExample<Label>> | undefined
  readonly seed: number
  readonly signal?: AbortSignal | undefined
}): Promise<TrainingRows<Label>> {
  const { validation, signal } = options
  const rows = await readExamples(options.train, 'train', signal)
  const labels = labelsOf(rows, 'train')
  const keys = await comparableTexts(rows, signal)
  if (validation === undefined) {
    return { train: rows, validation: [], labels, warnings: inspectRows({ rows, keys }) }
  }
  if (typeof validation === 'number') {
    const out = holdOut(rows, keys, validation, options.seed)
    const part = <T>(all: readonly T[], heldOut: boolean) => all.filter((_, row) => out.has(row) === heldOut)
    const train = { rows: part(rows, false), keys: part(keys, false) }
    const warnings = inspectRows(train, { keys: part(keys, true) })
    return { train: train.rows, validation: part(rows, true), labels, warnings }
  }
  const given = await readExamples(validation, 'validation', signal)
  checkKnownLabels(given, labels, 'validation')
  const warnings = inspectRows({ rows, keys }, { keys: await comparableTexts(given, signal) })
  return { train: rows, validation: given, labels, warnings }
}
