import { add } from '../ops/arithmetic'
import { relu, tanh } from '../ops/unary'
import { Recurrent, type RecurrentOptions } from './recurrent'
import type { RecurrentCell } from './recurrent-pass'

const plainCell = (activation: typeof tanh): RecurrentCell<'hidden'> => ({
  gates: 1,
  parts: ['hidden'],
  addsProducts: true,
  step: (fromInput, fromHidden) => ({ hidden: activation(add(fromInput, fromHidden)) }),
})

const cells = { tanh: plainCell(tanh), relu: plainCell(relu) }

/** The plain recurrent layer (Elman, 1990): `tanh(W x + U h + b)`. PyTorch's RNN, Keras's SimpleRNN. */
export class RNN extends Recurrent<'hidden'> {
  private readonly activation: 'tanh' | 'relu'

  constructor(
    inputs: number,
    hidden: number,
    { activation = 'tanh', ...options }: RecurrentOptions & { readonly activation?: 'tanh' | 'relu' } = {},
  ) {
    super(1, inputs, hidden, options)
    this.activation = activation
  }

  protected get cell() {
    return cells[this.activation]
  }
}
