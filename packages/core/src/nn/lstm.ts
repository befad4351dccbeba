import { add } from '../ops/arithmetic'
import { lstmCell } from './lstm-cell'
import { Recurrent, type RecurrentOptions } from './recurrent'
import type { RecurrentCell } from './recurrent-pass'

const cell: RecurrentCell<'hidden' | 'cell'> = {
  gates: 4,
  parts: ['hidden', 'cell'],
  addsProducts: true,
  step: (fromInput, fromHidden, { cell }) => lstmCell(add(fromInput, fromHidden), cell),
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
    super(cell.gates, inputs, hidden, options)
  }

  protected get cell() {
    return cell
  }
}
