import type { Tensor } from '../tensor/tensor'

/** What the host knows before a step. The numbers that transforms make of it are fed, never compiled in. */
export interface StepContext {
  /** Counted from 1. */
  readonly step: number
  readonly learningRate: number
  /** The norm of all gradients as one vector; given where a transform `needsGradientNorm`. */
  readonly gradientNorm?: number | undefined
}

/** A tensor kept for one parameter from step to step, and the number that fills it before the first. */
export interface Slot {
  readonly shape: readonly number[]
  /** Default 0. */
  readonly start?: number
}

/**
 * One link of an optimizer, for one parameter at a time: how a gradient, or the change that an earlier link made of
 * it, becomes another. Links are put together by `chain`; all links of all parameters run as one executable.
 *
 * State is tensors by name, shaped as the link likes. Numbers that change from step to step (a learning rate, a
 * bias correction) come in as scalars, so that nothing is compiled twice.
 */
export interface GradientTransform<SlotName extends string = string, ScalarName extends string = string> {
  /** The name with all settings: part of what tells one training run's checkpoints from another's. */
  readonly name: string
  /** Whether it turns gradients into a step of the learning rate. Exactly one link of a chain does. */
  readonly descends?: boolean
  /** Whether `scalars` needs the norm of all gradients, which whoever computes the gradients adds up with them. */
  readonly needsGradientNorm?: boolean
  /** The state of a parameter of this shape, by slot. */
  slots(shape: readonly number[], parameter: string): Readonly<Record<SlotName, Slot>>
  /** The numbers of a step. */
  scalars(context: StepContext): Readonly<Record<ScalarName, number>>
  /** One parameter's step, as an expression. */
  update(call: TransformCall<SlotName, ScalarName>): Transformed<SlotName>
  /** Whether the parameter stays as it is, so that it needs neither gradient nor state. Default: none does. */
  freezes?(parameter: string): boolean
  /** Throws a GraftError where the settings do not fit a model with these parameters. */
  assertFits?(parameters: readonly string[]): void
}

export interface TransformCall<SlotName extends string = string, ScalarName extends string = string> {
  /** The parameter's path. */
  readonly name: string
  readonly parameter: Tensor
  /** What is to be subtracted from the parameter: its gradient, until a link that descends makes a step of it. */
  readonly change: Tensor
  readonly state: Readonly<Record<SlotName, Tensor>>
  readonly scalars: Readonly<Record<ScalarName, Tensor>>
}

export interface Transformed<SlotName extends string = string> {
  readonly change: Tensor
  readonly state: Readonly<Record<SlotName, Tensor>>
  /** From what the change is subtracted. Default: the parameter as it came. */
  readonly parameter?: Tensor
}

/** A transform, alone or a chain of them, that takes the whole way from gradients to steps. */
export interface Optimizer<SlotName extends string = string, ScalarName extends string = string>
  extends GradientTransform<SlotName, ScalarName> {
  readonly descends: true
}

/** The slots or the scalars of a transform that has none. */
export const none = (): Readonly<Record<never, never>> => ({})

/** `adam(betas: [0.9,0.999], epsilon: 1e-8)` */
export function describeTransform(name: string, settings: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${typeof value === 'function' ? 'a function' : JSON.stringify(value)}`)
  return `${name}(${parts.join(', ')})`
}
