import type { GraftError } from '@graftjs/base'
import { gradientsOf } from '../graph/differentiate'
import { identity } from '../ops/cast'
import { describeValue } from '../tensor/describe-value'
import { isFloat } from '../tensor/dtype'
import { mistake } from '../tensor/mistake'
import { isTensor, type Tensor } from '../tensor/tensor'
import { assertSynchronous } from './traced'
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
    const inputs = leavesOf(named).flatMap(({ leaf }) =>
      isTensor(leaf) && isFloat(leaf.dtype) ? [leaf] : [],
    )
    if (inputs.length === 0) throw nothingToDifferentiate(first)
    const value = f(named, ...rest)
    const gradients = gradientsOf(lossOf(value), inputs)
    const byInput = new Map(inputs.map((input, index) => [input, gradients[index]!]))
    return {
      value,
      gradients: mapLeaves(named, (leaf) => (isTensor(leaf) ? (byInput.get(leaf) ?? leaf) : leaf)),
    }
  }
}

function lossOf(value: unknown): Tensor {
  assertSynchronous('The function to differentiate', value)
  if (isTensor(value)) return value
  const loss = typeof value === 'object' && value !== null && 'loss' in value ? value.loss : undefined
  if (isTensor(loss)) return loss
  throw mistake('invalid-data', {
    what: `The function to differentiate returned ${describeValue(value)}.`,
    fix: 'Return its loss, a tensor of one number, or { loss, … }.',
  })
}

function nothingToDifferentiate(first: unknown): GraftError {
  const whole = leavesOf(first).find(({ leaf }) => isTensor(leaf))
  if (whole) {
    return mistake('dtype-mismatch', {
      what: `The first argument, by which to differentiate, has no floating-point tensor: ${describeValue(whole.leaf)}.`,
      fix: "Whole numbers have no gradient: differentiate by floating-point parameters, or convert first: x.cast('float32').",
    })
  }
  return mistake('invalid-data', {
    what: `The first argument, by which to differentiate, is ${describeValue(first)} and has no tensor.`,
    fix: 'Pass what the gradient is wanted for as the first argument of the function: a tensor, or a tree of tensors such as parametersOf(model).',
  })
}

/** The function that returns the gradients of `f`'s loss with respect to its first argument. */
export function grad<First, Rest extends readonly unknown[]>(
  f: (first: First, ...rest: Rest) => Loss,
): (first: First, ...rest: Rest) => First {
  const both = valueAndGrad(f)
  return (first, ...rest) => both(first, ...rest).gradients
}
