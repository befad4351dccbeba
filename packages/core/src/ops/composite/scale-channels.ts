import type { Node } from '../../graph/node'
import type { Tensor } from '../../tensor/tensor'
import { apply, attributesOf } from '../apply'
import { add, multiply } from '../arithmetic'
import { convolveBiasedOp, convolveOp } from '../convolution'
import { reshape } from '../reshape'

/**
 * x · scale + offset of each channel of `[batch, channels, …size]`, both `[channels]`. Where x is a convolution, its
 * filter and its bias are scaled instead: neither it nor its gradients then take a pass over x, and x need not be kept.
 */
export function scaleChannels(x: Tensor, scale: Tensor, offset: Tensor): Tensor {
  const node = x.source.kind === 'node' ? x.source.node : undefined
  const isConvolution = node?.op.name === convolveOp.name || node?.op.name === convolveBiasedOp.name
  if (node && isConvolution) return scaledConvolution(node, scale, offset)
  return add(multiply(x, column(scale, x.rank - 1)), column(offset, x.rank - 1))
}

function scaledConvolution(node: Node, scale: Tensor, offset: Tensor): Tensor {
  const [x, filter, bias] = node.inputs as [Tensor, Tensor, Tensor?]
  const scaled = multiply(filter, column(scale, filter.rank))
  const shifted = bias ? add(multiply(bias, scale), offset) : offset
  return apply(convolveBiasedOp, [x, scaled, shifted], attributesOf(convolveBiasedOp, node))
}

/** A vector as the first of so many axes. */
const column = (vector: Tensor, rank: number): Tensor =>
  reshape(vector, [vector.shape[0]!, ...Array.from({ length: rank - 1 }, () => 1)])
