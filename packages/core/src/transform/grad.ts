import { gradientsOf } from '../graph/differentiate'
import { identity } from '../ops/cast'
import { isFloat } from '../tensor/dtype'
import { isTensor, type Tensor } from '../tensor/tensor'
import { leavesOf, mapLeaves } from './tree'

/** What a function to differentiate returns: the loss alone, or the loss beside other results. */
export type Loss = Tensor | { readonly loss: Tensor }

/**
 * The function that returns, for `f(first, ...rest)`, its value and the gradients of its loss with respect to
 * every floating-point tensor in `first`, as a tree of `first`'s structure. Tensors of other dtypes stay as they are.
 */
export function valueAndGrad<First, Rest extends readonly unknown[], Value extends Loss>(
  f: (first: First, ...rest: Rest) => Value,
): (first: First, ...rest: Rest) => { value: Value; gradients: First } {
  return (first, ...rest) => {
    // Fresh names: a use of the same tensor from outside f's argument does not count.
    const named = mapLeaves(first, (leaf) => (isTensor(leaf) && isFloat(leaf.dtype) ? identity(leaf) : leaf))
    const value = f(named, ...rest)
    const inputs = leavesOf(named).flatMap(({ leaf }) =>
      isTensor(leaf) && isFloat(leaf.dtype) ? [leaf] : [],
    )
    const gradients = gradientsOf(isTensor(value) ? value : value.loss, inputs)
    const byInput = new Map(inputs.map((input, index) => [input, gradients[index]!]))
    return {
      value,
      gradients: mapLeaves(named, (leaf) => (isTensor(leaf) ? (byInput.get(leaf) ?? leaf) : leaf)),
    }
  }
}

/** The function that returns the gradients of `f`'s loss with respect to its first argument. */
export function grad<First, Rest extends readonly unknown[]>(
  f: (first: First, ...rest: Rest) => Loss,
): (first: First, ...rest: Rest) => First {
  const both = valueAndGrad(f)
  return (first, ...rest) => both(first, ...rest).gradients
}
