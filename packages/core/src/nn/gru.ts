import { add, multiply, subtract } from '../ops/arithmetic'
import { sigmoid, tanh } from '../ops/unary'
import { Recurrent, type RecurrentOptions } from './recurrent'
import { gatesOf, type RecurrentCell } from './recurrent-pass'

const gruCell: RecurrentCell<'hidden'> = {
  gates: 3,
  parts: ['hidden'],
  addsProducts: false,
  step(fromInput, fromHidden, { hidden }) {
    const [inputReset, inputUpdate, inputNew] = gatesOf(fromInput, 3)
    const [hiddenReset, hiddenUpdate, hiddenNew] = gatesOf(fromHidden, 3)
    const reset = sigmoid(add(inputReset!, hiddenReset!))
    const update = sigmoid(add(inputUpdate!, hiddenUpdate!))
    const proposed = tanh(add(inputNew!, multiply(reset, hiddenNew!)))
    return { hidden: add(proposed, multiply(update, subtract(hidden, proposed))) }
  },
}

/**
 * Gated recurrent units (Cho et al., arXiv:1406.1078) whose reset gate acts after the product, as in PyTorch, cuDNN
 * and Keras (`reset_after`).
 */
export class GRU extends Recurrent<'hidden'> {
  constructor(inputs: number, hidden: number, options: RecurrentOptions = {}) {
    super(gruCell.gates, inputs, hidden, options)
  }

  protected get cell() {
    return gruCell
  }
}
