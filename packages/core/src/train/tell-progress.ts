import type { OnProgress } from '@graftjs/base'
import { leadingSize } from './gradients'
import { StepClock } from './step-clock'

interface ToldStep {
  /** Steps taken. */
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly learningRate: number
  readonly batches: readonly unknown[]
}

/** Tells how far a run is, how fast, and how long it will still take. */
export class ProgressTeller {
  private readonly clock = new StepClock()
  private examples = 0
  private counted = 0

  constructor(
    private readonly onProgress: OnProgress | undefined,
    private readonly steps: number,
    private readonly epochs: number | undefined,
  ) {}

  step({ batches, ...told }: ToldStep): void {
    this.clock.tick()
    for (const batch of batches) this.examples += leadingSize(batch)
    this.counted += 1
    const { secondsPerStep } = this.clock
    this.onProgress?.({
      phase: 'train',
      steps: this.steps,
      ...told,
      ...(this.epochs === undefined ? {} : { epochs: this.epochs }),
      examplesPerSecond: this.examples / this.counted / secondsPerStep,
      secondsLeft: (this.steps - told.step) * secondsPerStep,
    })
  }

  /** Checkpoints that were passed over. */
  damage(names: readonly string[], step: number): void {
    if (names.length === 0) return
    const message = `${names.join(', ')} cannot be read: going on from step ${step}.`
    this.onProgress?.({ phase: 'train', step, steps: this.steps, message })
  }

  /** What went on since the last step is not part of the next one's time. */
  pause(): void {
    this.clock.restart()
  }
}
