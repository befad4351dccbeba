import { sameDType } from '../ops/apply'
import { add, divide, multiply, negate, subtract } from '../ops/arithmetic'
import { broadcastTo, sum } from '../ops/broadcast'
import { cast } from '../ops/cast'
import { notEqual, where } from '../ops/comparison'
import { logSoftmax } from '../ops/composite/softmax'
import { count } from '../ops/count'
import { gather } from '../ops/indexing'
import { literal } from '../ops/source'
import { assertOption } from '../optim/options'
import { equalDimensions } from '../tensor/dimension'
import { isFloat } from '../tensor/dtype'
import { mistake } from '../tensor/mistake'
import { equalShapes, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { assertLabels, atLabels } from './labels'
import { type LossOptions, overTrailingAxes, reduceLosses, reduceWeighted } from './reduce'

export interface CrossEntropyOptions extends LossOptions {
  /** A weight for each class, `[classes]`; the mean over labels is then weighted, as in PyTorch. */
  readonly classWeights?: Tensor | undefined
  /** The share of a target that is spread over all classes (Szegedy and others, arXiv:1512.00567). Default 0. */
  readonly labelSmoothing?: number | undefined
  /** Rows with this label count for nothing, for example −100. Default: every row counts. */
  readonly ignoreIndex?: number | undefined
}

/**
 * −log softmax(logits) at the label: logits `[…, classes]`, labels int32 of the other axes, or soft labels:
 * probabilities of the logits' shape. PyTorch's `CrossEntropyLoss`, with the classes on the last axis. A batch of
 * which every row is ignored has the mean 0; a label that is no class makes the loss NaN.
 */
export function crossEntropy(logits: Tensor, labels: Tensor, options: CrossEntropyOptions = {}): Tensor {
  assertOptions(logits, options)
  if (isFloat(labels.dtype)) return reduceLosses('crossEntropy', softLosses(logits, labels, options), options)
  assertLabels('crossEntropy', logits, labels)
  const weights = rowWeights(labels, logits.dtype, options)
  const losses = rowLosses(logits, labels, options)
  return weights
    ? reduceWeighted(losses, weights, options.reduction)
    : reduceLosses('crossEntropy', losses, options)
}

/** The losses of rows, `labels.shape`, with their weights. */
export function rowLosses(
  logits: Tensor,
  labels: Tensor,
  { classWeights, labelSmoothing = 0, ignoreIndex, sampleWeights }: CrossEntropyOptions,
): Tensor {
  const counts = ignoreIndex === undefined ? undefined : notEqual(labels, ignoreIndex)
  const known = counts ? where(counts, labels, 0) : labels
  const logProbabilities = logSoftmax(logits)
  const own = classWeights && gather(classWeights, known)
  let losses = negate(atLabels(logProbabilities, known))
  if (own) losses = multiply(losses, own)
  if (labelSmoothing > 0) {
    const spread = classWeights ? multiply(logProbabilities, classWeights) : logProbabilities
    const share = divide(labelSmoothing, count(logits, [logits.rank - 1]))
    losses = subtract(multiply(losses, 1 - labelSmoothing), multiply(sum(spread, { axes: -1 }), share))
  }
  if (sampleWeights) losses = multiply(losses, overTrailingAxes('crossEntropy', sampleWeights, losses))
  return counts ? where(counts, losses, 0) : losses
}

/** What rows count in the mean; undefined where all count alike. */
export function rowWeights(
  labels: Tensor,
  dtype: Tensor['dtype'],
  { classWeights, ignoreIndex, sampleWeights }: CrossEntropyOptions,
): Tensor | undefined {
  if (!classWeights && ignoreIndex === undefined && !sampleWeights) return undefined
  const counts = ignoreIndex === undefined ? undefined : notEqual(labels, ignoreIndex)
  let weights = broadcastTo(literal(1, dtype), labels.shape)
  if (classWeights) weights = gather(classWeights, counts ? where(counts, labels, 0) : labels)
  if (sampleWeights) weights = multiply(weights, overTrailingAxes('crossEntropy', sampleWeights, weights))
  return counts ? multiply(weights, cast(counts, dtype)) : weights
}

function softLosses(
  logits: Tensor,
  probabilities: Tensor,
  { classWeights, labelSmoothing = 0, ignoreIndex }: CrossEntropyOptions,
): Tensor {
  sameDType('crossEntropy', [logits, probabilities])
  if (!equalShapes(logits.shape, probabilities.shape)) {
    throw shapeError(
      'crossEntropy',
      [logits.shape, probabilities.shape],
      'soft labels do not have the shape of the logits.',
      "Give every class of every row a probability, or pass the labels' numbers as int32.",
    )
  }
  if (ignoreIndex !== undefined) {
    throw mistake('invalid-option', {
      what: 'crossEntropy: ignoreIndex is given with soft labels, which have no index.',
      fix: 'Pass sampleWeights of 0 for the rows that do not count.',
    })
  }
  const smoothed =
    labelSmoothing > 0
      ? add(
          multiply(probabilities, 1 - labelSmoothing),
          divide(labelSmoothing, count(logits, [logits.rank - 1])),
        )
      : probabilities
  const targets = classWeights ? multiply(smoothed, classWeights) : smoothed
  return negate(sum(multiply(logSoftmax(logits), targets), { axes: -1 }))
}

function assertOptions(logits: Tensor, { classWeights, labelSmoothing = 0 }: CrossEntropyOptions): void {
  assertOption('crossEntropy', { labelSmoothing }, 'a share')
  if (!isFloat(logits.dtype)) {
    throw mistake('dtype-mismatch', {
      what: `crossEntropy: the logits are ${logits.dtype}, not floating-point.`,
      fix: 'Pass the logits first: crossEntropy(logits, labels).',
    })
  }
  const classes = logits.shape.at(-1)
  if (!classWeights || classes === undefined) return
  if (classWeights.rank === 1 && equalDimensions(classWeights.shape[0]!, classes)) return
  throw shapeError(
    'crossEntropy',
    [logits.shape, classWeights.shape],
    'the class weights are not one for each class.',
    'Give them the size of the last axis of the logits.',
  )
}
