import { GraftError } from '@graftjs/base'
import { formatShape } from '../tensor/shape'

/**
 * How many inputs an output of a weight `[outputs, inputs, …kernel]` has, and how many outputs an input, as
 * PyTorch counts them.
 */
export function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const [outputs, inputs, ...kernel] = shape
  if (outputs === undefined || inputs === undefined) {
    throw new GraftError('shape-mismatch', {
      what: `A parameter of the shape ${formatShape(shape)} has no inputs and outputs to begin by.`,
      fix: 'Use an initializer such as constant or normal for it.',
    })
  }
  const taps = kernel.reduce((product, size) => product * size, 1)
  return { fanIn: inputs * taps, fanOut: outputs * taps }
}
