import { type Body, closeBody, inline } from '../graph/body'
import { backward } from '../graph/differentiate'
import { applyAll, defineOp } from '../ops/apply'
import { add, negate } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { cast, identity } from '../ops/cast'
import { minimum } from '../ops/comparison'
import { slice } from '../ops/layout'
import { or } from '../ops/logical'
import { reshape } from '../ops/reshape'
import { abs } from '../ops/unary'
import { isConcrete } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { assertSynchronous } from './traced'
import { leavesOf, mapLeaves } from './tree'

const checkpointOp = defineOp<'checkpoint', { body: Body; own: number }>({
  name: 'checkpoint',
  infer: (_, { body }) => body.outputs.map(({ shape, dtype }) => ({ shape, dtype })),
  compose: (inputs, { body }) => inline(body, inputs),
  gradient: ({ inputs, attributes: { body, own }, gradients }) => {
    const nothing = nothingOf(gradients.find((gradient) => gradient !== undefined)!)
    // Arguments that depend on the gradient: the second computation cannot start before it is there, and no
    // engine can take it for the first. What was closed over is not copied for that.
    const tied = inputs.map((input, index) => (index < own ? tie(input, nothing) : identity(input)))
    return backward(inline(body, tied), gradients, tied)
  },
})

const tie = (input: Tensor, nothing: Tensor): Tensor =>
  input.dtype === 'bool' ? or(input, cast(nothing, 'bool')) : add(input, cast(nothing, input.dtype))

/** −0, computed from one element of a gradient: adding it changes no bit of any number. */
function nothingOf(gradient: Tensor): Tensor {
  const flat = isConcrete(gradient.shape) ? reshape(gradient, [-1]) : undefined
  const some = flat && Number(flat.shape[0]) > 0 ? reshape(slice(flat, 0, 0, 1), []) : sum(gradient)
  return negate(minimum(abs(some), 0))
}

/**
 * `f`, whose inner results are not kept for its gradient but computed again on the way back: less memory for
 * about a third more time. Pass what it computes from as arguments (trees of tensors); parameters may also be
 * closed over. Results and gradients keep every bit (the gradients of a parameter that several blocks share may
 * be summed in another order). Chen et al., arXiv:1604.06174; PyTorch's `checkpoint`.
 */
export function checkpoint<Arguments extends readonly unknown[], Result>(
  f: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  return (...args) => {
    const named = mapLeaves(args, (leaf) => (isTensor(leaf) ? identity(leaf) : leaf))
    const inputs = leavesOf(named).flatMap(({ leaf }) => (isTensor(leaf) ? [leaf] : []))
    const given = leavesOf(args).flatMap(({ leaf }) => (isTensor(leaf) ? [leaf] : []))
    const result = f(...named)
    assertSynchronous('The function of a checkpoint', result)
    const outputs = leavesOf(result).flatMap(({ leaf }) => (isTensor(leaf) ? [leaf] : []))
    const { body, constants } = closeBody(inputs, outputs)
    const results = applyAll(checkpointOp, [...given, ...constants], { body, own: given.length })
    let next = 0
    return mapLeaves(result, (leaf) => (isTensor(leaf) ? results[next++]! : leaf))
  }
}
