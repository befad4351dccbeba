import { divide, multiply, negate } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { logSoftmax } from '../ops/composite/softmax'
import { gather, oneHot } from '../ops/indexing'
import { mean } from '../ops/reduction'
import type { Tensor } from '../tensor/tensor'

export interface CrossEntropyOptions {
  /** A weight for each class, `[classes]`; the mean is then weighted, as in PyTorch. */
  readonly classWeights?: Tensor | undefined
}

/**
 * The mean of −log softmax(logits)[label] over the batch: logits `[batch, classes]`, labels int32 `[batch]`.
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  { classWeights }: CrossEntropyOptions = {},
): Tensor {
  const chosen = oneHot(labels, logits.shape.at(-1)!, logits.dtype)
  const each = negate(sum(multiply(logSoftmax(logits), chosen), { axes: -1 }))
  if (!classWeights) return mean(each)
  const weights = gather(classWeights, labels)
  return divide(sum(multiply(each, weights)), sum(weights))
}
