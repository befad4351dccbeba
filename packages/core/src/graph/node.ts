import type { Signature } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/**
 * An operation: the rule for its results' shapes and its gradient, in one place. What it computes is said
 * by the engines' lowerings (a primitive) or by a composition of other operations (a composite).
 */
export interface Op<Name extends string = string, Attributes = Record<string, unknown>> {
  readonly name: Name
  /** Shapes and dtypes of the results; throws a GraftError when the inputs do not fit. */
  infer(inputs: readonly Signature[], attributes: Attributes): readonly Signature[]
  /**
   * Gradients with respect to the inputs (undefined where there is none), as expressions in other
   * operations. Left out: a primitive has no gradient, a composite takes that of its composition.
   */
  gradient?(call: GradientCall<Attributes>): readonly (Tensor | undefined)[]
  /** A composite's meaning in other operations. An engine may lower the composite itself instead. */
  compose?(inputs: readonly Tensor[], attributes: Attributes): readonly Tensor[]
}

/** What a gradient may use: the call's inputs, results and attributes, and the gradient of each result. */
export interface GradientCall<Attributes> {
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  readonly attributes: Attributes
  /** The gradient of the first result; for operations with one result it is always there. */
  readonly gradient: Tensor
  /** The gradient of every result that has one. */
  readonly gradients: readonly (Tensor | undefined)[]
}

/** One call of an operation in a graph. Ids grow, so ascending ids are a topological order. */
export interface Node {
  readonly id: number
  readonly op: Op
  readonly inputs: readonly Tensor[]
  readonly attributes: Record<string, unknown>
  readonly outputs: readonly Tensor[]
}
