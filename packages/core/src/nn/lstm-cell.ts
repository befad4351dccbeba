import { applyAll, defineOp, floatDType } from '../ops/apply'
import { add, multiply, subtract } from '../ops/arithmetic'
import { concat, slice } from '../ops/layout'
import { sigmoid, tanh } from '../ops/unary'
import { equalShapes, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/**
 * Inputs: what the four gates come to `[batch, 4 · hidden]` and the last cell `[batch, hidden]`. Results: the hidden
 * state, the cell, its tanh, and the gates, which the gradient needs. One operation, because its gradient puts the
 * gates' side by side at once, where the gradients of four slices would be four padded tensors to add.
 */
const lstmCellOp = defineOp({
  name: 'lstmCell',
  infer: ([sums, last]) => {
    const dtype = floatDType('lstmCell', [sums!, last!])
    const [batch, hidden] = last!.shape
    if (!equalShapes(sums!.shape, [batch!, 4 * Number(hidden)])) {
      throw shapeError(
        'lstmCell',
        [sums!.shape, last!.shape],
        'there are not four gates for each element of the cell.',
        'Give them the shapes [batch, 4 · hidden] and [batch, hidden].',
      )
    }
    return Array.from({ length: 7 }, () => ({ shape: last!.shape, dtype }))
  },
  compose: ([sums, last]) => {
    const size = Number(last!.shape[1])
    const [input, forget, proposed, output] = [sigmoid, sigmoid, tanh, sigmoid].map((activation, gate) =>
      activation(slice(sums!, 1, gate * size, (gate + 1) * size)),
    )
    const cell = add(multiply(forget!, last!), multiply(input!, proposed!))
    const squashed = tanh(cell)
    return [multiply(output!, squashed), cell, squashed, input!, forget!, proposed!, output!]
  },
  gradient: ({ inputs: [, last], outputs, gradients }) => {
    const [, , squashed, input, forget, proposed, output] = outputs
    const [towardsHidden, ...towards] = gradients
    const [towardsCell, towardsSquashed, ...towardsGates] = towards
    const ofSquashed = sumOf(product(towardsHidden, output!), towardsSquashed)
    const ofCell = sumOf(product(ofSquashed, subtract(1, multiply(squashed!, squashed!))), towardsCell)
    const ofGates = [
      product(ofCell, proposed!),
      product(ofCell, last!),
      product(ofCell, input!),
      product(towardsHidden, squashed!),
    ].map((gradient, gate) => sumOf(gradient, towardsGates[gate]))
    const slopes = [input!, forget!, proposed!, output!].map((gate) =>
      gate === proposed ? subtract(1, multiply(gate, gate)) : multiply(gate, subtract(1, gate)),
    )
    const zero = multiply(last!, 0)
    const sums = ofGates.map((gradient, gate) => product(gradient, slopes[gate]!) ?? zero)
    return [concat(sums, 1), product(ofCell, forget!)]
  },
})

const product = (a: Tensor | undefined, b: Tensor): Tensor | undefined => a && multiply(a, b)
const sumOf = (a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined =>
  a && b ? add(a, b) : (a ?? b)

/** The next hidden state and cell from what the gates i, f, g, o come to. */
export function lstmCell(sums: Tensor, last: Tensor): { readonly hidden: Tensor; readonly cell: Tensor } {
  const [hidden, cell] = applyAll(lstmCellOp, [sums, last], {})
  return { hidden: hidden!, cell: cell! }
}
