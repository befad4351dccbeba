import type { RandomKey } from '@graftjs/base'
import type { Engine } from '../engine/engine'
import { ForwardContext } from '../nn/forward-context'
import type { Parameters } from '../nn/module'
import { add, multiply } from '../ops/arithmetic'
import { identity } from '../ops/cast'
import { squaredNorm } from '../optim/clip'
import type { Optimizer } from '../optim/gradient-transform'
import { isConcrete } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { type Compiled, compile, type DimensionNames } from '../transform/compile'
import { valueAndGrad } from '../transform/grad'
import { leavesOf, mapLeaves } from '../transform/tree'
import type { LossFunction } from './training-state'

export interface GradientOptions<Batch> {
  readonly loss: LossFunction<Batch>
  readonly optimizer: Optimizer
  readonly dynamic?: DimensionNames<Batch> | undefined
  readonly checkGradients?: boolean | undefined
  readonly engine?: Engine | undefined
}

/** Everything that a step needs to know of one batch. */
export interface BatchGradients {
  readonly loss: Tensor
  readonly metrics: Readonly<Record<string, Tensor>>
  /** Of the parameters that are not frozen. */
  readonly gradients: Parameters
  /** All buffers: the new values, or those that came in. */
  readonly buffers: Parameters
  readonly squaredNorm: Tensor | null
}

export type GradientArguments<Batch> = [
  parameters: Parameters,
  buffers: Parameters,
  batch: Batch,
  key: RandomKey | null,
]

/** The loss of a batch with its gradients, as a function to be traced. */
export function batchGradients<Batch>({
  loss,
  optimizer,
  checkGradients = true,
}: GradientOptions<Batch>): (...args: GradientArguments<Batch>) => BatchGradients {
  return (parameters, buffers, batch, key) => {
    const context = new ForwardContext(key ?? undefined)
    const trained = Object.entries(parameters).filter(([name]) => !optimizer.freezes?.(name))
    const { value, gradients } = valueAndGrad((named: Parameters) => {
      const result = loss({ ...buffers, ...parameters, ...named }, batch, context)
      return isTensor(result) ? { loss: result } : result
    })(Object.fromEntries(trained))
    // What is an argument itself must be neither consumed with the gradients nor released with the numbers.
    const own = <T>(tree: T): T => mapLeaves(tree, (leaf) => (isTensor(leaf) ? identity(leaf) : leaf))
    return {
      loss: own(value.loss),
      metrics: own(value.metrics ?? {}),
      gradients: own(gradients),
      buffers: { ...context.advance(buffers), ...value.buffers },
      squaredNorm: optimizer.needsGradientNorm || checkGradients ? squaredNorm(gradients) : null,
    }
  }
}

export const compileGradients = <Batch>(
  options: GradientOptions<Batch>,
): Compiled<GradientArguments<Batch>, BatchGradients> =>
  compile(batchGradients(options), {
    engine: options.engine,
    dynamic: [null, null, options.dynamic ?? null, null],
  })

/** The mean of several batches' gradients so far: what it was, and one more batch with its share. */
export const meanGradients = (
  mean: Parameters,
  gradients: Parameters,
  shares: { readonly kept: Tensor; readonly added: Tensor },
): Parameters =>
  Object.fromEntries(
    Object.entries(mean).map(([name, kept]) => [
      name,
      add(multiply(kept, shares.kept), multiply(gradients[name]!, shares.added)),
    ]),
  )

/** How many examples a batch has: the length of the first axis of its first tensor that has one. */
export function leadingSize(batch: unknown): number {
  for (const { leaf } of leavesOf(batch)) {
    if (isTensor(leaf) && leaf.rank > 0 && isConcrete(leaf.shape)) return leaf.shape[0]!
  }
  return 1
}
