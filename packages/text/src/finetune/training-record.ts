import type { EpochRecord, FitResult } from '@graftjs/core'
import type { TrainingRows } from '../rows/prepare'
import type { FinetuneSettings } from './settings'

/** How a classifier was trained: enough to judge it, and to do it again. */
export interface TrainingRecord {
  /** The pretrained model. */
  readonly model: string
  readonly settings: FinetuneSettings
  /** Training rows of each label. */
  readonly rows: Readonly<Record<string, number>>
  readonly validationRows: number
  readonly steps: number
  /** The training loss of every step. */
  readonly losses: readonly number[]
  /** Mean loss, and the validation measures, of every epoch. */
  readonly history: readonly EpochRecord[]
  /** Time spent training, in seconds; of a resumed run, since it was resumed. */
  readonly seconds: number
  /** The engine and device, for example `onnx (native, cpu, ONNX Runtime 1.30.0)`. */
  readonly device: string
}

export function trainingRecord({
  model,
  rows,
  settings,
  result,
  device,
}: {
  model: string
  rows: TrainingRows<string>
  settings: FinetuneSettings
  result: FitResult
  device: string
}): TrainingRecord {
  const counts = Object.fromEntries(
    rows.labels.map((label) => [label, rows.train.filter((row) => row.label === label).length]),
  )
  const { steps, losses, history, seconds } = result
  return {
    model,
    settings,
    rows: counts,
    validationRows: rows.validation.length,
    steps,
    losses,
    history,
    seconds,
    device,
  }
}
