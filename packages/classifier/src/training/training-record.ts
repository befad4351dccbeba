import type { EpochRecord, FitResult } from '@graftjs/core'
import type { TrainingRows } from '../rows/prepare-rows'

/** How a classifier was trained: enough to judge it, and to do it again. */
export interface TrainingRecord<Settings = object> {
  /** The pretrained model. */
  readonly model: string
  readonly settings: Settings
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

/** What is kept of a training. */
export function trainingRecord<Settings>(parts: {
  readonly model: string
  readonly rows: Pick<TrainingRows<{ readonly label: string }, string>, 'train' | 'validation' | 'labels'>
  readonly settings: Settings
  readonly result: Pick<FitResult, 'steps' | 'losses' | 'history' | 'seconds'>
  readonly device: string
}): TrainingRecord<Settings> {
  const { model, rows, settings, result, device } = parts
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
