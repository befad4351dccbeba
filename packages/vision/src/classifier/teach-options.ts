import type { OnProgress } from '@graftjs/base'
import type { CheckpointSettings } from '@graftjs/classifier'
import type { Device } from '@graftjs/onnx'
import type { OnWarning } from './picture-input'
import type { ImageSettings } from './settings'

/** What can be said of every training on pictures, beside its rows. */
export interface CommonOptions extends Partial<ImageSettings> {
  /** Where to compute. Default: the best device that works, which every result names. */
  readonly device?: Device
  /** A folder for checkpoints: a run that was stopped goes on from it, to the same bits. */
  readonly checkpoint?: string | CheckpointSettings
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
  /** Told what is notable about the rows. Default: a warning of the process. */
  readonly onWarning?: OnWarning
}

export interface LoadOptions {
  readonly device?: Device
}
