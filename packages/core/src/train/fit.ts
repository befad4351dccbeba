import { GraftError, type OnProgress, type RandomKey } from '@graftjs/base'
import type { Parameters } from '../nn/module'
import { linearSchedule, type Schedule } from '../optim/schedule'
import { checkpointFolder } from './checkpoint'
import { initialState, type TrainingState, type TrainingStepOptions, trainingStep } from './training-step'

/** The batches of a run, by place, so that a run can go on from any step. */
export interface Batches<Batch> {
  readonly perEpoch: number
  /** Examples in an epoch, for the speed that is reported. */
  readonly examples: number
  /** The batch of a step; the same for the same place, whenever it is asked for. */
  at(epoch: number, index: number): Batch | Promise<Batch>
}

export interface FitOptions<Batch> extends TrainingStepOptions<Batch> {
  readonly parameters: Parameters
  readonly batches: Batches<Batch>
  readonly epochs: number
  /** The peak; `schedule` says which share of it a step uses. */
  readonly learningRate: number
  /** Default: linear, with a tenth of the steps to warm up. */
  readonly schedule?: Schedule
  readonly key: RandomKey
  /** Measures the parameters after every epoch, for the history. */
  readonly validate?:
    | ((parameters: Parameters, signal?: AbortSignal) => Promise<Readonly<Record<string, number>>>)
    | undefined
  readonly checkpoint?: CheckpointOptions | undefined
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
}

/** What was seen of one epoch. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number
  /** Steps taken when it ended. */
  readonly step: number
  /** The mean training loss. */
  readonly loss: number
  /** What `validate` returned. */
  readonly validation?: Readonly<Record<string, number>>
}

export interface FitResult {
  readonly parameters: Parameters
  readonly steps: number
  /** The training loss of every step. */
  readonly losses: readonly number[]
  readonly history: readonly EpochRecord[]
  readonly seconds: number
  /** The step that a checkpoint was resumed at; 0 for a fresh run. */
  readonly resumedAt: number
}

interface RunProgress {
  readonly losses: number[]
  readonly history: EpochRecord[]
}

/**
 * The one training loop under every SDK: epochs over batches, a schedule, validation, checkpoints. A run that
 * was killed and resumed gives the same bits as one that was not.
 *
 * Errors: `aborted` when the signal fires (after the last whole step has been saved, where there is a
 * checkpoint folder), `not-finite` when the loss is no longer a number.
 */
export async function fit<Batch>(options: FitOptions<Batch>): Promise<FitResult> {
  const { batches, epochs, learningRate, key, schedule = linearSchedule(), signal, checkpoint } = options
  const steps = epochs * batches.perEpoch
  const folder = checkpoint && (await checkpointFolder(checkpoint.folder, fingerprintOf(options)))
  const restored = await folder?.restore()
  const progress: RunProgress = (restored?.progress as RunProgress | undefined) ?? { losses: [], history: [] }
  let state: TrainingState = restored?.state ?? initialState(options.parameters, options.optimizer)
  const resumedAt = state.step

  const step = trainingStep(options)
  const clock = new StepClock()
  const started = performance.now()
  let savedStep = state.step
  let savedTime = started
  const save = async () => {
    if (!folder || savedStep === state.step) return
    await folder.save(state, progress)
    savedStep = state.step
    savedTime = performance.now()
  }
  try {
    while (state.step < steps) {
      const epoch = Math.floor(state.step / batches.perEpoch)
      const batch = await batches.at(epoch, state.step % batches.perEpoch)
      const rate = learningRate * schedule(state.step, steps)
      const result = await step(state, batch, { key: key.fold(state.step), learningRate: rate, signal })
      assertFinite(result.loss, state.step)
      state = result.state
      progress.losses.push(result.loss)
      clock.tick()
      const endOfEpoch = state.step % batches.perEpoch === 0
      options.onProgress?.({
        phase: 'train',
        step: state.step,
        steps,
        epoch: epoch + 1,
        epochs,
        loss: result.loss,
        learningRate: rate,
        examplesPerSecond: batches.examples / batches.perEpoch / clock.secondsPerStep,
        secondsLeft: (steps - state.step) * clock.secondsPerStep,
      })
      if (endOfEpoch) {
        progress.history.push(await endEpoch(options, state, progress, epoch))
        clock.restart()
      }
      const seconds = (performance.now() - savedTime) / 1000
      const due =
        seconds >= (checkpoint?.everySeconds ?? 30) ||
        state.step - savedStep >= (checkpoint?.everySteps ?? Number.POSITIVE_INFINITY)
      if (endOfEpoch || due) await save()
      signal?.throwIfAborted()
    }
  } catch (error) {
    if (signal?.aborted) {
      if (state.step > savedStep) await save()
      throw aborted(state.step, steps, checkpoint?.folder, error)
    }
    throw error
  } finally {
    await step.dispose()
  }
  const { losses, history } = progress
  return {
    parameters: state.parameters,
    steps,
    losses,
    history,
    seconds: (performance.now() - started) / 1000,
    resumedAt,
  }
}

async function endEpoch<Batch>(
  { batches, validate, signal }: FitOptions<Batch>,
  state: TrainingState,
  { losses }: RunProgress,
  epoch: number,
): Promise<EpochRecord> {
  const own = losses.slice(-batches.perEpoch)
  const loss = own.reduce((total, value) => total + value, 0) / own.length
  const validation = await validate?.(state.parameters, signal)
  return { epoch: epoch + 1, step: state.step, loss, ...(validation ? { validation } : {}) }
}

/** The settings that decide a run's result, so that a checkpoint of other settings is not continued. */
function fingerprintOf<Batch>({
  checkpoint,
  epochs,
  batches,
  learningRate,
  key,
  optimizer,
  clipNorm,
  parameters,
}: FitOptions<Batch>): string {
  return JSON.stringify({
    data: checkpoint?.fingerprint,
    epochs,
    perEpoch: batches.perEpoch,
    learningRate,
    key: [key.word0, key.word1],
    optimizer: optimizer.name,
    clipNorm: clipNorm ?? null,
    parameters: Object.keys(parameters).length,
  })
}

/** The time of a step: the median of the latest ones, since the first are slow. */
class StepClock {
  private last = performance.now()
  private readonly times: number[] = []

  tick(): void {
    const now = performance.now()
    this.times.push((now - this.last) / 1000)
    if (this.times.length > 15) this.times.shift()
    this.last = now
  }

  restart(): void {
    this.last = performance.now()
  }

  get secondsPerStep(): number {
    const sorted = [...this.times].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? 0
  }
}

function assertFinite(loss: number, step: number): void {
  if (Number.isFinite(loss)) return
  throw new GraftError('not-finite', {
    what: `The loss of step ${step + 1} is ${loss}.`,
    fix: 'Lower the learning rate, clip the gradients, or look for NaN in the data.',
    details: { step: step + 1 },
  })
}

function aborted(step: number, steps: number, folder: string | undefined, cause: unknown): GraftError {
  const kept = folder ? `The state after step ${step} is in ${folder}.` : ''
  return new GraftError('aborted', {
    what: `Training was aborted after step ${step} of ${steps}.${kept && ` ${kept}`}`,
    fix: folder
      ? 'Call it again with the same checkpoint folder to go on.'
      : 'Pass a checkpoint folder to be able to go on.',
    cause,
    details: { step, steps },
  })
}
