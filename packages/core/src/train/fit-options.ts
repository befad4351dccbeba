import type { OnProgress, RandomKey } from '@graftjs/base'
import type { Parameters } from '../nn/module'
import type { PlateauSchedule } from '../optim/plateau'
import type { Schedule } from '../optim/schedule'
import type { BatchSource } from './batches'
import type { TrainingCallback } from './callback'
import type { Ending, EpochRecord, ValidationRecord } from './run-record'
import type { BestRecord, DecidingMetric, EarlyStopping } from './select-best'
import type { TrainingState } from './training-state'
import type { TrainingStepOptions } from './training-step'

export interface FitOptions<Batch> extends TrainingStepOptions<Batch> {
  /** Where training starts. They are copied, and can be used again. */
  readonly parameters: Parameters
  /** What changes without a gradient, such as running statistics (`buffersOf(module)`). Default: nothing. */
  readonly buffers?: Parameters
  /** Whether the memory of the parameters and buffers may be taken over: they are then used up. Default false. */
  readonly donate?: boolean
  readonly batches: BatchSource<Batch>
  /** How long to train: either so many times over the batches … */
  readonly epochs?: number
  /** … or so many steps. */
  readonly steps?: number
  /** How many batches make a step; its gradients are their mean. The last step of an epoch takes what is left. Default 1. */
  readonly accumulate?: number
  /** The peak; `schedule` and `plateau` say which share of it a step uses. */
  readonly learningRate: number
  /** Default: linear, with a tenth of the steps to warm up; constant where there is a plateau. */
  readonly schedule?: Schedule
  /** Lowers the learning rate further when the metric that decides no longer improves. */
  readonly plateau?: PlateauSchedule
  readonly key: RandomKey

  /** The same loss, and what it tells besides, is measured on these, as at inference. */
  readonly validation?: BatchSource<Batch>
  /** Measures of one's own, of the parameters and buffers by name. They join those of `validation`. */
  readonly validate?:
    | ((named: Parameters, signal?: AbortSignal) => Promise<Readonly<Record<string, number>>>)
    | undefined
  /** Measured after every so many steps, and at the end. Default: after every epoch. */
  readonly validateEvery?: number
  /** Which parameters are measured and returned. Default: as they are; `averagedParameters` for a moving average. */
  readonly evaluated?: (state: TrainingState) => Parameters
  /** The measure that decides: with it the best parameters are returned, not the last. */
  readonly metric?: DecidingMetric
  /** Ends the run when the metric that decides no longer improves. */
  readonly earlyStopping?: EarlyStopping

  readonly checkpoint?: CheckpointOptions | undefined
  readonly callbacks?: readonly TrainingCallback[]
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

export interface CheckpointOptions {
  readonly folder: string
  /** What decides the result besides the settings of `fit`: a hash of the data, the model's name. */
  readonly fingerprint: string
  /** Besides the end of each epoch, a checkpoint is written when this many seconds have passed. Default 30. */
  readonly everySeconds?: number
  /** … or this many steps. Default: never for that reason. */
  readonly everySteps?: number
  /** How many of the newest are kept, besides the best. Default 2, so that a damaged one does no harm. */
  readonly keep?: number
}

export interface FitResult {
  /** The best ones where a metric decides, else those after the last step. */
  readonly parameters: Parameters
  readonly buffers: Parameters
  /** Steps taken. */
  readonly steps: number
  /** The training loss of every step. */
  readonly losses: readonly number[]
  readonly history: readonly EpochRecord[]
  readonly validations: readonly ValidationRecord[]
  /** Where the metric that decides was best, if it ever was a number. */
  readonly best?: BestRecord
  readonly outcome: Ending
  /** Of this call: of a resumed run, since it was resumed. */
  readonly seconds: number
  /** How much of that nothing was done but to wait for batches: where it is much, they are made too slowly. */
  readonly waitSeconds: number
  /** The step that a checkpoint was resumed at; 0 for a fresh run. */
  readonly resumedAt: number
}
