import { add, multiply } from '../ops/arithmetic'
import { sigmoid, tanh } from '../ops/unary'
import { Recurrent, type RecurrentOptions } from './recurrent'
import { gatesOf, type RecurrentCell } from './recurrent-pass'

const lstmCell: RecurrentCell<'hidden' | 'cell'> = {
  gates: 4,
  parts: ['hidden', 'cell'],
  addsProducts: true,
  step(fromInput, fromHidden, state) {
    const [input, forget, proposed, output] = gatesOf(add(fromInput, fromHidden), 4)
    const cell = add(multiply(sigmoid(forget!), state.cell), multiply(sigmoid(input!), tanh(proposed!)))
    return { hidden: multiply(sigmoid(output!), tanh(cell)), cell }
  },
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; with the forget gate of Gers et al., 2000), PyTorch's
 * LSTM. Its state has the parts `hidden` and `cell`.
 *
 * ```ts
 * const lstm = new LSTM(64, 128, { layers: 2, bidirectional: true, dropout: 0.2 })
 * const { outputs, hidden } = lstm.forward(embedded, context, { lengths })
 * ```
 */
export class LSTM extends Recurrent<'hidden' | 'cell'> {
  constructor(inputs: number, hidden: number, options: RecurrentOptions = {}) {
    super(lstmCell.gates, inputs, hidden, options)
  }

  protected get cell() {
    return lstmCell
  }
}
