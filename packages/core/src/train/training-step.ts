import type { RandomKey } from '@graftjs/base'
import type { Engine } from '../engine/engine'
import { ForwardContext } from '../nn/forward-context'
import type { Parameters } from '../nn/module'
import { chain } from '../optim/chain'
import { clipByGlobalNorm, squaredNorm } from '../optim/clip'
import type { Optimizer } from '../optim/gradient-transform'
import { initialSlots, updateAll } from '../optim/optimizer'
import { scalar } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { compile, type DimensionNames } from '../transform/compile'
import { valueAndGrad } from '../transform/grad'

/** All that changes from step to step. The tensors of a state are used up by the step that follows it. */
export interface TrainingState {
  /** Steps taken. */
  readonly step: number
  readonly parameters: Parameters
  /** The optimizer's slots, `<slot>.<parameter>`. */
  readonly optimizer: Parameters
}

export interface TrainingStepOptions<Batch> {
  /** The loss of a batch: one number, a function of the parameters by name. */
  readonly loss: (parameters: Parameters, batch: Batch, context: ForwardContext) => Tensor
  readonly optimizer: Optimizer
  /** The sizes of a batch that change, by name, for example `{ ids: ['batch', 'sequence'] }`. */
  readonly dynamic?: DimensionNames<Batch> | undefined
  /** The gradients' global norm is cut down to this. Default: it is not. */
  readonly clipNorm?: number | undefined
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
  /** The gradients' global norm before clipping; only computed where it is needed. */
  readonly gradientNorm?: number
}

/** One training step, for loops of one's own: `({ state, loss } = await step(state, batch, { learningRate }))`. */
export interface TrainingStep<Batch> {
  (state: TrainingState, batch: Batch, options: StepOptions): Promise<StepResult>
  dispose(): Promise<void>
}

/** The state before the first step. */
export const initialState = (parameters: Parameters, optimizer: Optimizer): TrainingState => ({
  step: 0,
  parameters,
  optimizer: initialSlots(optimizer, parameters),
})

/**
 * A step as two executables: the gradients, which may be stopped and write nothing, and the update, which is
 * short, works in place and is never stopped. So a step happens whole or not at all.
 */
export function trainingStep<Batch>(options: TrainingStepOptions<Batch>): TrainingStep<Batch> {
  const { loss, dynamic, clipNorm, engine } = options
  const optimizer =
    clipNorm === undefined ? options.optimizer : chain(clipByGlobalNorm(clipNorm), options.optimizer)
  const gradients = compile(
    (parameters: Parameters, batch: Batch, key: RandomKey | null) => {
      const context = new ForwardContext(key ?? undefined)
      const trained = Object.entries(parameters).filter(([name]) => !optimizer.freezes?.(name))
      const { value, gradients } = valueAndGrad((named: Parameters) =>
        loss({ ...parameters, ...named }, batch, context),
      )(Object.fromEntries(trained))
      return { value, gradients, squaredNorm: optimizer.needsGradientNorm ? squaredNorm(gradients) : null }
    },
    { engine, dynamic: [null, dynamic ?? null, null] },
  )
  const update = compile(
    (
      parameters: Parameters,
      state: Parameters,
      gradients: Parameters,
      scalars: Readonly<Record<string, Tensor>>,
    ) => updateAll(optimizer, parameters, gradients, state, scalars),
    { engine, donate: [0, 1, 2] },
  )

  async function step(
    state: TrainingState,
    batch: Batch,
    { key, learningRate, signal }: StepOptions,
  ): Promise<StepResult> {
    const computed = await gradients.run([state.parameters, batch, key ?? null], { signal })
    const value = await computed.value.item()
    const norm = computed.squaredNorm ? Math.sqrt(await computed.squaredNorm.item()) : undefined
    const numbers = optimizer.scalars({ step: state.step + 1, learningRate, gradientNorm: norm })
    const scalars = Object.fromEntries(
      Object.entries(numbers).map(([name, number]) => [name, scalar(number)]),
    )
    const next = await update(state.parameters, state.optimizer, computed.gradients, scalars)
    return {
      state: { step: state.step + 1, parameters: next.parameters, optimizer: next.state },
      loss: value,
      ...(norm === undefined ? {} : { gradientNorm: norm }),
    }
  }
  return Object.assign(step, {
    async dispose() {
      await Promise.all([gradients.dispose(), update.dispose()])
    },
  })
}
