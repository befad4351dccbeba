import { GraftError, type RandomKey } from '@graftjs/base'
import type { Engine } from '../engine/engine'
import type { Parameters } from '../nn/module'
import { chain } from '../optim/chain'
import { clipByGlobalNorm, squaredNorm } from '../optim/clip'
import type { Optimizer } from '../optim/gradient-transform'
import { updateAll } from '../optim/optimizer'
import { scalar } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { compile, type DimensionNames } from '../transform/compile'
import { checkBatch, checkStep } from './check-options'
import { compileGradients, leadingSize, meanGradients } from './gradients'
import { nonFiniteStep } from './non-finite-step'
import { release } from './release'
import type { LossFunction, TrainingState } from './training-state'

export interface TrainingStepOptions<Batch> {
  readonly loss: LossFunction<Batch>
  readonly optimizer: Optimizer
  /** The sizes of a batch that change, by name, for example `{ ids: ['batch', 'sequence'] }`. */
  readonly dynamic?: DimensionNames<Batch> | undefined
  /** The gradients' global norm is cut down to this. Default: it is not. */
  readonly clipNorm?: number | undefined
  /**
   * What a batch counts among those of one step, for example how many tokens of it have a label. Default: the
   * length of the first axis of its first tensor.
   */
  readonly weightOf?: ((batch: Batch) => number) | undefined
  /** Whether a step whose gradients hold NaN or infinity is refused too. Default true; it costs a pass over them. */
  readonly checkGradients?: boolean | undefined
  readonly engine?: Engine | undefined
}

export interface StepOptions {
  /** Randomness of this step, for example dropout. Without one the forward pass is that of inference. */
  readonly key?: RandomKey | undefined
  readonly learningRate: number
  readonly signal?: AbortSignal | undefined
}

export interface StepResult {
  readonly state: TrainingState
  readonly loss: number
  /** What the loss told besides. */
  readonly metrics: Readonly<Record<string, number>>
  /** The gradients' global norm before clipping, where it is computed. */
  readonly gradientNorm?: number
}

/** One training step, for loops of one's own: `({ state, loss } = await step(state, batch, { learningRate }))`. */
export interface TrainingStep<Batch> {
  (state: TrainingState, batch: Batch, options: StepOptions): Promise<StepResult>
  /** One step on the mean of several batches' gradients, in the memory that one batch needs. */
  over(
    state: TrainingState,
    batches: Iterable<Batch> | AsyncIterable<Batch>,
    options: StepOptions,
  ): Promise<StepResult>
  dispose(): Promise<void>
}

/** One batch, or the mean of several. */
interface Computed {
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
  readonly gradientNorm: number | undefined
  readonly gradients: Parameters
  readonly buffers: Parameters
}

/**
 * A step as two executables: the gradients, which may be stopped and write nothing, and the update, which is
 * short, works in place and is never stopped. So a step happens whole or not at all.
 *
 * Errors of a step: `not-finite` where the loss or the gradients are not finite: it names the operation that gave
 * the first such number, and the state stays as it was; `aborted`, likewise; those of `loss`.
 */
export function trainingStep<Batch>(options: TrainingStepOptions<Batch>): TrainingStep<Batch> {
  const { clipNorm, weightOf = leadingSize, engine } = options
  const optimizer =
    clipNorm === undefined ? options.optimizer : chain(clipByGlobalNorm(clipNorm), options.optimizer)
  const gradients = compileGradients({ ...options, optimizer })
  const mean = compile(meanGradients, { engine, donate: [0] })
  const norm = compile(squaredNorm, { engine })
  const update = compile(
    (
      parameters: Parameters,
      slots: Parameters,
      gradients: Parameters,
      scalars: Readonly<Record<string, Tensor>>,
    ) => updateAll(optimizer, parameters, gradients, slots, scalars),
    { engine, donate: [0, 1, 2] },
  )

  async function compute(
    state: TrainingState,
    batch: Batch,
    { key, signal }: Pick<StepOptions, 'key' | 'signal'>,
  ): Promise<Computed> {
    checkBatch(batch)
    const run = await gradients.run([state.parameters, state.buffers, batch, key ?? null], { signal })
    const loss = await run.loss.item()
    const squared = await run.squaredNorm?.item()
    if (!Number.isFinite(loss) || !Number.isFinite(squared ?? 0)) {
      release(Object.values(run.gradients))
      throw await nonFiniteStep({ ...options, optimizer }, { state, batch, key, loss, signal })
    }
    const metrics: Record<string, number> = {}
    for (const [name, metric] of Object.entries(run.metrics)) metrics[name] = await metric.item()
    release([run.loss, ...Object.values(run.metrics), ...(run.squaredNorm ? [run.squaredNorm] : [])])
    const gradientNorm = squared === undefined ? undefined : Math.sqrt(squared)
    return { loss, metrics, gradientNorm, gradients: run.gradients, buffers: run.buffers }
  }

  async function add(total: Computed, next: Computed, share: number): Promise<Computed> {
    const shares = { kept: scalar(1 - share), added: scalar(share) }
    const sum = await mean(total.gradients, next.gradients, shares)
    release([...Object.values(next.gradients), ...Object.values(shares)])
    const blend = (before: number, now: number): number => (1 - share) * before + share * now
    return {
      loss: blend(total.loss, next.loss),
      metrics: mapValues(next.metrics, (value, name) => blend(total.metrics[name] ?? value, value)),
      gradientNorm: next.gradientNorm,
      gradients: sum,
      buffers: next.buffers,
    }
  }

  async function apply(state: TrainingState, computed: Computed, learningRate: number): Promise<StepResult> {
    const { loss, metrics, gradientNorm, buffers } = computed
    const numbers = optimizer.scalars({ step: state.step + 1, learningRate, gradientNorm })
    const scalars = mapValues(numbers, (value) => scalar(value))
    const next = await update(state.parameters, state.optimizer, computed.gradients, scalars)
    release(Object.values(scalars))
    release(replaced(state.buffers, buffers))
    return {
      state: { step: state.step + 1, parameters: next.parameters, buffers, optimizer: next.state },
      loss,
      metrics,
      ...(gradientNorm === undefined ? {} : { gradientNorm }),
    }
  }

  async function over(
    state: TrainingState,
    batches: Iterable<Batch> | AsyncIterable<Batch>,
    options: StepOptions,
  ): Promise<StepResult> {
    checkStep(state, options)
    const { key, learningRate, signal } = options
    let total: Computed | undefined
    let weight = 0
    let count = 0
    try {
      for await (const batch of batches) {
        const buffers = total?.buffers ?? state.buffers
        const next = await compute({ ...state, buffers }, batch, { key: key?.fold(count), signal })
        const own = weightOf(batch)
        weight += own
        total = total ? await add(total, next, own / weight) : next
        if (buffers !== state.buffers) release(replaced(buffers, next.buffers))
        count += 1
      }
    } catch (error) {
      if (total) release([...Object.values(total.gradients), ...replaced(total.buffers, state.buffers)])
      throw error
    }
    if (!total) throw noBatch()
    if (count === 1 || total.gradientNorm === undefined) return apply(state, total, learningRate)
    const gradientNorm = Math.sqrt(await (await norm(total.gradients)).item())
    return apply(state, { ...total, gradientNorm }, learningRate)
  }

  return Object.assign(
    async (state: TrainingState, batch: Batch, options: StepOptions): Promise<StepResult> => {
      checkStep(state, options)
      return await apply(state, await compute(state, batch, options), options.learningRate)
    },
    {
      over,
      async dispose() {
        await Promise.all([gradients, mean, norm, update].map((compiled) => compiled.dispose()))
      },
    },
  )
}

/** Buffers that are not among the new ones any more. */
function replaced(before: Parameters, after: Parameters): Tensor[] {
  const kept = new Set(Object.values(after))
  return Object.values(before).filter((tensor) => !kept.has(tensor))
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  convert: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value, name)]))
}

const noBatch = (): GraftError =>
  new GraftError('invalid-data', {
    what: 'A training step was given no batch.',
    fix: 'Give at least one.',
  })
