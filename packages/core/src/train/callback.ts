import type { EpochRecord, ValidationRecord } from './run-record'

/** What is told of a step that was taken. */
export interface StepEvent {
  /** Steps taken, of so many. */
  readonly step: number
  readonly steps: number
  /** Counted from 1. */
  readonly epoch: number
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
  readonly learningRate: number
  /** The gradients' global norm before clipping, where it is computed. */
  readonly gradientNorm?: number
}

export interface StartEvent {
  /** Steps taken: 0, or where a checkpoint was resumed. */
  readonly step: number
  readonly steps: number
}

export interface EndEvent {
  /** Steps taken. */
  readonly step: number
  readonly outcome: Outcome
}

/** How a run ended: by itself, by early stopping, by a callback, by its signal, or by an error. */
export type Outcome = 'finished' | 'stopped-early' | 'stopped-by-callback' | 'aborted' | 'failed'

/**
 * What somebody wants to do during a run. A promise is waited for, and what a callback throws ends the run. `stop`
 * ends it after this step, as an early end that a resumed run keeps to.
 *
 * A callback that decides by what it saw earlier should look it up in the events' `history` rather than remember it,
 * since a resumed run starts with a fresh one.
 */
export interface TrainingCallback {
  onStart?(event: StartEvent): unknown
  onStep?(event: StepEvent, stop: () => void): unknown
  onValidation?(event: ValidationEvent, stop: () => void): unknown
  onEpoch?(event: EpochEvent, stop: () => void): unknown
  /** Before a checkpoint is written: what must be on the disk with it is to be written now. */
  onCheckpoint?(event: { readonly step: number }): unknown
  /** Also where the run failed. */
  onEnd?(event: EndEvent): unknown
}

export interface ValidationEvent extends ValidationRecord {
  /** Whether it is the best so far by the metric that decides. */
  readonly isBest: boolean
  readonly history: readonly ValidationRecord[]
}

export interface EpochEvent extends EpochRecord {
  readonly history: readonly EpochRecord[]
}

/** Several callbacks as one, in their order. */
export class Callbacks {
  /** Whether one of them has asked for the end. */
  stopped = false
  private readonly stop = (): void => {
    this.stopped = true
  }

  constructor(private readonly list: readonly TrainingCallback[]) {}

  async start(event: StartEvent): Promise<void> {
    for (const callback of this.list) await callback.onStart?.(event)
  }

  async step(event: StepEvent): Promise<void> {
    for (const callback of this.list) await callback.onStep?.(event, this.stop)
  }

  async validation(event: ValidationEvent): Promise<void> {
    for (const callback of this.list) await callback.onValidation?.(event, this.stop)
  }

  async epoch(event: EpochEvent): Promise<void> {
    for (const callback of this.list) await callback.onEpoch?.(event, this.stop)
  }

  async checkpoint(event: { readonly step: number }): Promise<void> {
    for (const callback of this.list) await callback.onCheckpoint?.(event)
  }

  /** Every callback is told, whatever another one throws; the first error is thrown afterwards. */
  async end(event: EndEvent): Promise<void> {
    const failures: unknown[] = []
    for (const callback of this.list) {
      try {
        await callback.onEnd?.(event)
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
