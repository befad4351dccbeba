import { RandomKey } from '@graftjs/base'
import {
  adamw,
  batchesOf,
  compile,
  cosineSchedule,
  crossEntropy,
  type Engine,
  equal,
  inference,
  initialize,
  initialState,
  Linear,
  type Parameters,
  parametersOf,
  Sequential,
  tanh,
  trainingStep,
  withParameters,
} from '@graftjs/core'
import { ARMS, type Points } from './spirals'

export interface LoopOptions {
  readonly engine: Engine
  readonly epochs?: number
  /** Told after each epoch. */
  readonly onEpoch?: (epoch: number, loss: number, accuracy: number) => void
}

export interface Result {
  /** The share of the held-out points that is right. */
  readonly accuracy: number
  readonly losses: readonly number[]
}

/**
 * A training loop by hand: what `fit` does, without what one does not need. The parameters live in `state`, which a step
 * uses up and returns anew; everything else is the loop's own business.
 */
export async function train(
  learnt: Points,
  held: Points,
  { engine, epochs = 60, onEpoch }: LoopOptions,
): Promise<Result> {
  const key = RandomKey.from(1)
  const network = initialize(
    new Sequential(new Linear(2, 32), tanh, new Linear(32, 32), tanh, new Linear(32, ARMS)),
    key.fold(0),
  )
  const logitsOf = (named: Parameters, { points }: Points) =>
    withParameters(network, named).forward(points, inference())

  const optimizer = adamw()
  const step = trainingStep({
    loss: (named, batch: Points) => crossEntropy(logitsOf(named, batch), batch.arms),
    optimizer,
    clipNorm: 1,
    engine,
  })
  const rightShare = compile(
    (named: Parameters, batch: Points) =>
      equal(logitsOf(named, batch).argMax(-1), batch.arms).cast('float32').mean(),
    { engine },
  )

  const batches = await batchesOf(learnt, { size: 64, shuffle: key.fold(1), partial: 'drop' })
  const schedule = cosineSchedule({ warmup: 0.05 })
  const steps = epochs * batches.perEpoch
  const losses: number[] = []
  let state = initialState(parametersOf(network), optimizer)
  let accuracy = Number.NaN
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let index = 0; index < batches.perEpoch; index++) {
      const learningRate = 0.02 * schedule(state.step, steps)
      const taken = await step(state, await batches.at(epoch, index), { learningRate })
      state = taken.state
      losses.push(taken.loss)
    }
    accuracy = await (await rightShare(state.parameters, held)).item()
    onEpoch?.(epoch + 1, losses.at(-1)!, accuracy)
  }
  await Promise.all([step.dispose(), rightShare.dispose()])
  return { accuracy, losses }
}
