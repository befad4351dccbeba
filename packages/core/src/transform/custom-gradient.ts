import { type Body, closeBody, inline } from '../graph/body'
import { applyAll, defineOp } from '../ops/apply'
import { identity } from '../ops/cast'
import { describeValue } from '../tensor/describe-value'
import { mistake } from '../tensor/mistake'
import { equalShapes, formatShape } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { assertSynchronous } from './traced'

/** What a custom gradient is computed from. */
export interface CustomGradientCall {
  readonly inputs: readonly Tensor[]
  readonly output: Tensor
  /** The gradient of the loss with respect to the output. */
  readonly gradient: Tensor
}

type CustomGradient = (call: CustomGradientCall) => readonly (Tensor | undefined)[]

const customOp = defineOp<'customGradient', { body: Body; gradientOf: CustomGradient; own: number }>({
  name: 'customGradient',
  infer: (_, { body }) => body.outputs.map(({ shape, dtype }) => ({ shape, dtype })),
  compose: (inputs, { body }) => inline(body, inputs),
  gradient: ({ inputs, outputs, attributes: { gradientOf, own }, gradient }) => {
    const found: unknown = gradientOf({ inputs: inputs.slice(0, own), output: outputs[0]!, gradient })
    if (!isList(found)) {
      throw mistake('invalid-data', {
        what: `A custom gradient returned ${describeValue(found)}.`,
        fix: 'Return an array with a gradient, or undefined, for every input: [gradient].',
      })
    }
    for (const [index, input] of inputs.slice(0, own).entries()) {
      const mine = found[index]
      if (!mine || equalShapes(mine.shape, input.shape)) continue
      throw mistake('shape-mismatch', {
        what: `A custom gradient returned ${formatShape(mine.shape)} for input ${index}, which is ${formatShape(input.shape)}.`,
        fix: 'Return for every input a gradient of its shape (sum over what was broadcast), or undefined.',
      })
    }
    return inputs.map((_, index) => (index < own ? found[index] : undefined))
  },
})

const isList = (found: unknown): found is readonly (Tensor | undefined)[] =>
  Array.isArray(found) && found.every((one) => one === undefined || isTensor(one))

/**
 * `f` with a gradient of your own: for every input the gradient, of its shape, or undefined for none. It is made
 * of tensors too, so it can be differentiated again. What `f` closes over gets no gradient through it.
 *
 * @example
 * // Rounding that passes gradients straight through (Bengio et al., arXiv:1308.3432).
 * const straightThrough = customGradient((x) => round(x), ({ gradient }) => [gradient])
 */
export function customGradient<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => Tensor,
  gradientOf: CustomGradient,
): (...inputs: Inputs) => Tensor {
  return (...inputs) => {
    const named = inputs.map(identity)
    const output = f(...(named as readonly Tensor[] as Inputs))
    assertSynchronous('The function with a custom gradient', output)
    const { body, constants } = closeBody(named, [output])
    return applyAll(customOp, [...inputs, ...constants], { body, gradientOf, own: inputs.length })[0]!
  }
}
