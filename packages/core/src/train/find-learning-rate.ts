import { GraftError, type OnProgress, type RandomKey } from '@graftjs/base'
import type { Parameters } from '../nn/module'
import { BatchQueue } from './batch-queue'
import { type BatchSource, firstPlace, openSource } from './batches'
import { release } from './release'
import { copyOf } from './tensor-storage'
import { initialState } from './training-state'
import { type TrainingStepOptions, trainingStep } from './training-step'

export interface LearningRateSearchOptions<Batch> extends TrainingStepOptions<Batch> {
  /** Where each training would start. They are left as they are. */
  readonly parameters: Parameters
  readonly buffers?: Parameters
  readonly batches: BatchSource<Batch>
  readonly key: RandomKey
  /** The first and the last learning rate. Default 1e-6 and 10. */
  readonly from?: number
  readonly to?: number
  /** Steps from one to the other, each times the same factor. Default 100. */
  readonly steps?: number
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

export interface LearningRatePoint {
  readonly learningRate: number
  readonly loss: number
  /** The mean of the losses around it, which batches differ from. */
  readonly smoothed: number
}

export interface LearningRateSearch {
  /** To be drawn over a logarithmic axis. It ends where the loss runs away. */
  readonly curve: readonly LearningRatePoint[]
  /** Where the smoothed loss falls fastest: a peak for a schedule that falls from it. */
  readonly suggestion: number
  /** Where the smoothed loss is lowest: too high to train with; a tenth of it is a usual choice, too. */
  readonly lowest: number
}

/** The loss has run away when it is this many times its least. */
const RUNAWAY = 4

/**
 * The learning-rate range test (Smith, arXiv:1506.01186): trains while the learning rate grows from step to step, and
 * looks at the loss. It falls fastest at a good peak, and runs away where the rate is too high. The model that this
 * trains is thrown away.
 *
 * Errors: `invalid-option`; `not-finite` where the loss is no number from the start; `invalid-data`, where too few steps
 * went well to tell anything; `aborted`.
 */
export async function findLearningRate<Batch>(
  options: LearningRateSearchOptions<Batch>,
): Promise<LearningRateSearch> {
  const {
    optimizer,
    parameters,
    buffers = {},
    key,
    from = 1e-6,
    to = 10,
    steps = 100,
    signal,
    onProgress,
  } = options
  checkRange(from, to, steps)
  const queue = new BatchQueue(openSource(options.batches), signal)
  const step = trainingStep(options)
  let state = initialState(await copies(parameters), optimizer, await copies(buffers))
  const seen: { readonly learningRate: number; readonly loss: number }[] = []
  let place = firstPlace
  /** The loss of late, weighted by 1, `memory`, `memory`² … from the last step back. */
  const memory = 0.95
  let recent = 0
  let least = Number.POSITIVE_INFINITY
  try {
    while (seen.length < steps) {
      signal?.throwIfAborted()
      const taken = await queue.next(place)
      if (!taken) {
        if (place.index === 0) throw noBatch()
        place = { epoch: place.epoch + 1, index: 0 }
        continue
      }
      place = taken.place
      const learningRate = from * (to / from) ** (seen.length / (steps - 1))
      const result = await step(state, taken.batch, { key: key.fold(seen.length), learningRate, signal })
      state = result.state
      seen.push({ learningRate, loss: result.loss })
      onProgress?.({ phase: 'prepare', step: seen.length, steps, loss: result.loss, learningRate })
      recent = memory * recent + (1 - memory) * result.loss
      const corrected = recent / (1 - memory ** seen.length)
      least = Math.min(least, corrected)
      if (corrected > RUNAWAY * Math.abs(least) && seen.length > steps / 10) break
    }
  } catch (error) {
    if (signal?.aborted) throw aborted(seen.length, steps, error)
    // A rate so high that nothing is a number any more is an end like any other, once there is something to look at.
    const isRunaway = GraftError.isInstance(error) && error.code === 'not-finite' && seen.length > steps / 10
    if (!isRunaway) throw error
  } finally {
    await queue.close()
    await step.dispose()
    release([state.parameters, state.buffers, state.optimizer].flatMap((tensors) => Object.values(tensors)))
  }
  return judge(seen, Math.max(1, Math.round(steps / 20)))
}

/** @param reach how many neighbours on each side a loss is averaged with */
function judge(seen: readonly { learningRate: number; loss: number }[], reach: number): LearningRateSearch {
  const curve = seen.map((point, index) => {
    // As many on both sides, so that what is averaged lies where the point is.
    const near = Math.min(reach, index, seen.length - 1 - index)
    const losses = seen.slice(index - near, index + near + 1).map(({ loss }) => loss)
    return { ...point, smoothed: losses.reduce((sum, loss) => sum + loss, 0) / losses.length }
  })
  // Before that a point has too few neighbours to be compared with.
  const smoothed = curve.map(({ smoothed }, index) => (index < reach ? Number.POSITIVE_INFINITY : smoothed))
  const lowest = indexOfLeast(smoothed)
  const changes = smoothed.map((_, index) =>
    index > reach && index < lowest ? smoothed[index + 1]! - smoothed[index - 1]! : Number.POSITIVE_INFINITY,
  )
  const steepest = indexOfLeast(changes)
  if (!(changes[steepest]! < 0)) throw neverFell()
  return { curve, suggestion: curve[steepest]!.learningRate, lowest: curve[lowest]!.learningRate }
}

const indexOfLeast = (values: readonly number[]): number => values.indexOf(Math.min(...values))

async function copies(tensors: Parameters): Promise<Parameters> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => [name, await copyOf(tensor)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

function checkRange(from: number, to: number, steps: number): void {
  const fits = from > 0 && from < to && Number.isFinite(to) && Number.isSafeInteger(steps) && steps >= 10
  if (fits) return
  throw new GraftError('invalid-option', {
    what: `The range is ${steps} steps from ${from} to ${to}.`,
    where: 'options from, to and steps',
    fix: 'Give two learning rates above 0, the smaller first, and at least 10 steps.',
  })
}

const neverFell = (): GraftError =>
  new GraftError('invalid-data', {
    what: 'The loss fell at no learning rate, so the search tells nothing.',
    fix: 'Start from a smaller rate, take more steps, or look whether the loss depends on the parameters at all.',
  })

const aborted = (step: number, steps: number, cause: unknown): GraftError =>
  new GraftError('aborted', {
    what: `The learning-rate search was aborted after step ${step} of ${steps}.`,
    fix: 'Call it again when its result is needed after all.',
    cause,
  })

const noBatch = (): GraftError =>
  new GraftError('invalid-data', {
    what: 'An epoch has no batch.',
    where: 'option batches',
    fix: 'Give at least one.',
  })
