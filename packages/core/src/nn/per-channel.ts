import { reshape } from '../ops/reshape'
import type { Tensor } from '../tensor/tensor'

/** A vector with an element for each channel, shaped to meet `[batch, channels, …size]` of the given rank. */
export const perChannel = (vector: Tensor, rank: number): Tensor =>
  reshape(vector, [vector.shape[0]!, ...Array.from({ length: rank - 2 }, () => 1)])
