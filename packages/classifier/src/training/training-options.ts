import type { OnProgress } from '@graftjs/base'
import type { RowSource } from '../contract'
import type { OnWarning } from '../rows/data-warning'
import { throwIfAborted } from '../rows/time-slice'
import { checkCallback, checkDevice, checkSignal, type DeviceName } from './check-options'
import { type CheckpointSettings, resolveCheckpoint } from './checkpoint-settings'
import type { ClassWeight } from './class-weight'

/** The rows of a training, each with one label. */
export interface LabelledTraining<Row, Label extends string> {
  /** Labelled rows: an array, an iterable, or a function that makes an (async) iterable of them. */
  readonly train: RowSource<Row>
  /**
   * A share of the training rows to set aside, or rows: how they do is in `validation`, and of a network in the history
   * of its training after every epoch. Default: none.
   */
  readonly validation?: number | RowSource<Row>
  /** What a row of each label counts: `balanced` gives every label the same sum. Default: 1 each. */
  readonly classWeight?: ClassWeight<Label>
}

/** How a training is stopped and watched. */
export interface WatchedTraining<Warning extends string = never> {
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
  /** Told what is notable about the rows. Default: a warning of the process. */
  readonly onWarning?: OnWarning<Warning>
}

/** Where a network is trained, and where it is kept meanwhile. */
export interface NetworkTraining<Warning extends string = never> extends WatchedTraining<Warning> {
  /** Where to compute. Default: the best device that works, which every result names. */
  readonly device?: DeviceName
  /** A folder for checkpoints: a run that was stopped goes on from it, to the same bits. */
  readonly checkpoint?: string | CheckpointSettings
}

/**
 * Looks at options before a model is looked for, maybe downloaded.
 *
 * @returns those that have a default or a short form, in full
 * @throws GraftError `invalid-option` naming the option, `file-access` for the checkpoint folder, `aborted`.
 */
export async function checkTraining<Warning extends string>({
  device = 'auto',
  checkpoint,
  signal,
  onProgress,
  onWarning,
}: NetworkTraining<Warning>): Promise<{
  readonly device: DeviceName
  readonly checkpoint: CheckpointSettings | undefined
}> {
  checkSignal(signal)
  checkCallback('onProgress', onProgress)
  checkCallback('onWarning', onWarning)
  const checked = { device: checkDevice(device), checkpoint: await resolveCheckpoint(checkpoint) }
  throwIfAborted(signal)
  return checked
}
