import { GraftError, type OnProgress, type RandomKey } from '@graftjs/base'
import type { Parameters } from '../nn/module'
import { linearSchedule, type Schedule } from '../optim/schedule'
import { checkpointFolder } from './checkpoint'
import { StepClock } from './step-clock'
import { initialState, type TrainingState } from './training-state'
import { type TrainingStepOptions, trainingStep } from './training-step'

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
 * was killed and resumed gives the same bits as one that was not, and a finished one returns at once. Where
 * the newest checkpoint is damaged, the run goes on from the one before it and says so in its first progress.
 *
 * Errors: `aborted` when the signal fires (after the last whole step has been saved, where there is a
 * checkpoint folder), `not-finite` when the loss is no longer a number, `invalid-option` for a checkpoint of
 * another run, `invalid-file` where none of the checkpoints can be read, `file-access`.
 */
export async function fit<Batch>(options: FitOptions<Batch>): Promise<FitResult> {
  const { batches, epochs, learningRate, key, schedule = linearSchedule(), signal, checkpoint } = options
  const { perEpoch } = batches
  const steps = epochs * perEpoch
  const folder = checkpoint && (await checkpointFolder(checkpoint.folder, fingerprintOf(options)))
  const restored = await folder?.restore()
  const { losses, history }: RunProgress = (restored?.progress as RunProgress | undefined) ?? {
    losses: [],
    history: [],
  }
  const first = initialState(options.parameters, options.optimizer)
  let state: TrainingState = restored ? inOrderOf(first, restored.state) : first
  const resumedAt = state.step
  if (restored && restored.damaged.length > 0) {
    const message = `${restored.damaged.join(', ')} cannot be read: going on from step ${resumedAt}.`
    options.onProgress?.({ phase: 'train', step: resumedAt, steps, message })
  }

  const step = trainingStep(options)
  const clock = new StepClock()
  const started = performance.now()
  let saved = { step: state.step, epochs: history.length, time: started }
  const save = async () => {
    if (!folder || (saved.step === state.step && saved.epochs === history.length)) return
    await folder.save(state, { losses, history } satisfies RunProgress)
    saved = { step: state.step, epochs: history.length, time: performance.now() }
    clock.restart()
  }
  const isSaveDue = () =>
    history.length > saved.epochs ||
    (performance.now() - saved.time) / 1000 >= (checkpoint?.everySeconds ?? 30) ||
    state.step - saved.step >= (checkpoint?.everySteps ?? Number.POSITIVE_INFINITY)

  const takeStep = async (epoch: number) => {
    const batch = await batches.at(epoch, state.step - epoch * perEpoch)
    const rate = learningRate * schedule(state.step, steps)
    const result = await step(state, batch, { key: key.fold(state.step), learningRate: rate, signal })
    state = result.state
    losses.push(result.loss)
    clock.tick()
    options.onProgress?.({
      phase: 'train',
      step: state.step,
      steps,
      epoch: epoch + 1,
      epochs,
      loss: result.loss,
      learningRate: rate,
      examplesPerSecond: batches.examples / perEpoch / clock.secondsPerStep,
      secondsLeft: (steps - state.step) * clock.secondsPerStep,
    })
  }
  const endEpoch = async (epoch: number) => {
    const own = losses.slice(epoch * perEpoch)
    const loss = own.reduce((total, value) => total + value, 0) / own.length
    const validation = await options.validate?.(state.parameters, signal)
    history.push({ epoch: epoch + 1, step: state.step, loss, ...(validation ? { validation } : {}) })
    clock.restart()
  }

  try {
    while (history.length < epochs) {
      signal?.throwIfAborted()
      const epoch = history.length
      // The end of an epoch is a turn of its own, so that a run that was stopped while it validated can resume.
      if (state.step < (epoch + 1) * perEpoch) await takeStep(epoch)
      else await endEpoch(epoch)
      if (isSaveDue()) await save()
    }
  } catch (error) {
    if (!signal?.aborted) throw error
    if (state.step > saved.step) await save()
    throw aborted(state.step, steps, checkpoint?.folder, error)
  } finally {
    await step.dispose()
  }
  const seconds = (performance.now() - started) / 1000
  return { parameters: state.parameters, steps, losses, history, seconds, resumedAt }
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

/**
 * A restored state with its tensors in the order of a fresh one, not in that of the file: the order decides the
 * graph, and so in which order numbers are added.
 */
function inOrderOf(first: TrainingState, { step, parameters, optimizer }: TrainingState): TrainingState {
  const ordered = (wanted: Parameters, given: Parameters) =>
    Object.fromEntries(Object.keys(wanted).map((name) => [name, given[name] ?? missing(name)]))
  return {
    step,
    parameters: ordered(first.parameters, parameters),
    buffers: first.buffers,
    optimizer: ordered(first.optimizer, optimizer),
  }
}

function missing(name: string): never {
  throw new GraftError('invalid-file', {
    what: `The checkpoint has no tensor "${name}".`,
    fix: 'Resume it with the model and the optimizer that it was made with, or use another folder.',
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
