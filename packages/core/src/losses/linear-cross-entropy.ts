import { add } from '../ops/arithmetic'
import { broadcastTo } from '../ops/broadcast'
import { pad, slice } from '../ops/layout'
import { matmul } from '../ops/matmul'
import { reshape } from '../ops/reshape'
import { assertOption } from '../optim/options'
import {
  addDimensions,
  type Dimension,
  equalDimensions,
  floorDivide,
  multiplyDimensions,
  subtractDimensions,
} from '../tensor/dimension'
import { shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { checkpoint } from '../transform/checkpoint'
import { mapSlices } from '../transform/scan'
import { type CrossEntropyOptions, rowLosses, rowWeights } from './cross-entropy'
import { assertLabels } from './labels'
import { overTrailingAxes, reduceLosses, reduceWeighted } from './reduce'

export interface LinearCrossEntropyOptions extends CrossEntropyOptions {
  /** Added to the logits, `[classes]`. */
  readonly bias?: Tensor | undefined
  /** Rows whose logits are in memory at a time. Default 1024. */
  readonly chunkSize?: number | undefined
}

/**
 * `crossEntropy(hidden · weightᵀ + bias, labels)` for large vocabularies: the logits are computed for some rows at a
 * time, and again on the way back, so that they are never all in memory (2,048 rows of 30,522 classes: 0.1 GB for
 * chunks of 256 rows instead of 2 GB, for their product a second time). Hidden states `[…, size]`, weight
 * `[classes, size]`, such as an embedding's, labels int32 of the hidden states' leading axes.
 */
export function linearCrossEntropy(
  hidden: Tensor,
  weight: Tensor,
  labels: Tensor,
  { bias, chunkSize = 1024, ...options }: LinearCrossEntropyOptions = {},
): Tensor {
  assertOption('linearCrossEntropy', { chunkSize }, 'a positive whole number')
  assertFits(hidden, weight)
  assertLabels('linearCrossEntropy', hidden, labels)
  const { sampleWeights, ...shared } = options
  const rows = sizeOf(labels.shape)
  const size = typeof rows === 'number' ? Math.max(1, Math.min(chunkSize, rows)) : chunkSize
  const everySample =
    sampleWeights && broadcastTo(overTrailingAxes('linearCrossEntropy', sampleWeights, labels), labels.shape)
  const slices = {
    hidden: chunks(hidden, [hidden.shape.at(-1)!], rows, size),
    labels: chunks(labels, [], rows, size),
    ...(everySample ? { sampleWeights: chunks(everySample, [], rows, size) } : {}),
  }
  const losses = mapSlices(
    checkpoint((chunk: typeof slices) => {
      const product = matmul(chunk.hidden, weight, { transposeB: true })
      const logits = bias ? add(product, bias) : product
      return rowLosses(logits, chunk.labels, { ...shared, sampleWeights: chunk.sampleWeights })
    }),
    slices,
  )
  const own = reshape(slice(reshape(losses, [-1]), 0, 0, rows), labels.shape)
  const weights = rowWeights(labels, own.dtype, options)
  return weights
    ? reduceWeighted(own, weights, options.reduction)
    : reduceLosses('linearCrossEntropy', own, options)
}

/** The rows of `x` as `[chunks, size, …inner]`, filled up with rows of zeros. */
function chunks(x: Tensor, inner: readonly Dimension[], rows: Dimension, size: number): Tensor {
  const count = floorDivide(addDimensions(rows, size - 1), size)
  const missing = subtractDimensions(multiplyDimensions(count, size), rows)
  const flat = reshape(x, [rows, ...inner])
  const none = inner.map(() => 0)
  return reshape(pad(flat, [0, ...none], [missing, ...none]), [count, size, ...inner])
}

function assertFits(hidden: Tensor, weight: Tensor): void {
  const size = hidden.shape.at(-1)
  if (weight.rank === 2 && size !== undefined && equalDimensions(weight.shape[1]!, size)) return
  throw shapeError(
    'linearCrossEntropy',
    [hidden.shape, weight.shape],
    'the weight has no column for each hidden feature.',
    'Pass hidden states […, size] and a weight [classes, size], as an embedding has it.',
  )
}
