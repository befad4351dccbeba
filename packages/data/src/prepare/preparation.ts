import { isRecord, type RecordRow } from '../dataset/columns'
import type { Dataset } from '../dataset/dataset'
import { shown } from '../dataset/options'
import { wrongRow } from './recipe-rows'
import { damaged, savedList, savedRecord } from './saved'
import type { FittedStep, Saved } from './step'
import { restoreStep } from './steps/table'

/** The row that a preparation makes: some columns gone, others there instead; the rest stays. */
export type Prepared<Row, Gone, Adds> = {
  [K in keyof Row | keyof Adds as K extends keyof Adds ? K : K extends Gone ? never : K]: K extends keyof Adds
    ? Adds[K]
    : K extends keyof Row
      ? Row[K]
      : never
}

/**
 * What was learnt of the training part, to prepare any rows in the same way. It is plain data: `JSON.stringify` saves
 * it, `restorePreparation` brings it back.
 */
export class Preparation<Needs extends object, Gone, Adds extends object> {
  readonly #steps: readonly FittedStep[]

  constructor(steps: readonly FittedStep[]) {
    this.#steps = steps
  }

  /** One row, as new rows are prepared. */
  row<Row extends Needs>(row: Row): Prepared<Row, Gone, Adds>
  row(row: unknown): unknown {
    if (!isRecord(row)) throw wrongRow(row)
    return this.#steps.reduce((prepared: RecordRow, { transform }) => transform(prepared), row)
  }

  /** All rows of a dataset, as new rows are prepared. */
  apply<Row extends Needs>(rows: Dataset<Row>): Dataset<Prepared<Row, Gone, Adds>> {
    return rows.map((row) => this.row(row))
  }

  toJSON(): object {
    const steps = this.#steps.map(({ kind, learnt }) => ({ kind, ...learnt }))
    return { format: 'graft-preparation', version: 1, steps }
  }
}

/**
 * A preparation out of what `JSON.parse` gives of a saved one. Its types are what the caller says they are: the columns
 * that it needs, and what they become.
 *
 * @throws GraftError `invalid-file` where it is none, or damaged.
 */
export function restorePreparation<Before extends object = RecordRow, After extends object = RecordRow>(
  saved: unknown,
): Preparation<Before, keyof Before, After> {
  const { format, version, steps } = savedRecord(saved, 'the preparation')
  if (format !== 'graft-preparation' || version !== 1) {
    throw damaged(`The format is ${shown(format)}, version ${shown(version)}.`, 'format')
  }
  const one = (step: unknown, where: string) => restoreStep(savedRecord(step, where) satisfies Saved, where)
  return new Preparation(savedList(steps, 'steps', one))
}
