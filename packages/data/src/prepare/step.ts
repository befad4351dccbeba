import type { RecordRow } from '../dataset/columns'
import type { Dataset } from '../dataset/dataset'

/** Plain data that survives JSON. */
export type Saved = { readonly [key: string]: unknown }

/** One kind of step: what it does with what it has learnt. */
export interface StepKind<Learnt> {
  /** Its name in saved preparations; never renamed. */
  readonly kind: string
  /** What it does to a row, new or not. */
  readonly transform: (learnt: Learnt) => (row: RecordRow) => RecordRow
  /** Checks what was read back. @throws GraftError `invalid-file`. */
  readonly restore: (saved: Saved) => Learnt
}

/** A step that has learnt. */
export interface FittedStep {
  readonly kind: string
  /** What it has learnt, as plain data. */
  readonly learnt: object
  readonly transform: (row: RecordRow) => RecordRow
  /** What it does to the rows that it has learnt from, where that is something else. */
  readonly training?: (rows: Dataset<RecordRow>) => Dataset<RecordRow>
}

/** A step that is still to learn. */
export interface PlannedStep {
  fit(rows: Dataset<RecordRow>): Promise<FittedStep>
}

/** A step that has learnt this. */
export function fitted<Learnt extends object>(
  { kind, transform }: StepKind<Learnt>,
  learnt: Learnt,
  training?: FittedStep['training'],
): FittedStep {
  return { kind, learnt, transform: transform(learnt), ...(training ? { training } : {}) }
}

/** Reads the rows once, each with its position. */
export async function eachRow(
  rows: Dataset<RecordRow>,
  visit: (row: RecordRow, position: number) => void,
): Promise<number> {
  let position = 0
  for await (const chunk of rows.source.read(0, { epoch: 0 })) for (const row of chunk) visit(row, position++)
  return position
}
