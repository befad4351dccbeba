import { add, divide, multiply, type Operand } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { maximum } from '../ops/comparison'
import { concat } from '../ops/layout'
import { matmul } from '../ops/matmul'
import { iota } from '../ops/source'
import { sqrt } from '../ops/unary'
import { equalDimensions } from '../tensor/dimension'
import { shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { crossEntropy } from './cross-entropy'
import { assertAlike, type LossOptions } from './reduce'

export interface InfoNceOptions extends LossOptions {
  /** Divides the similarities: a number, or a scalar that is learned. Default 0.07. */
  readonly temperature?: Operand
  /** Whether the similarity is the cosine, or else the product. Default true. */
  readonly normalize?: boolean
  /** Keys that belong to none of the queries, `[negatives, size]`. */
  readonly negatives?: Tensor | undefined
  /** The mean with the loss of the keys against the queries, as CLIP has it. Default false. */
  readonly symmetric?: boolean
}

/**
 * Finds for each query its own key among all keys of the batch (van den Oord and others, arXiv:1807.03748): the
 * cross-entropy of similarities / temperature, with the i-th key as the label of the i-th query. Queries and keys
 * `[batch, size]`. What sentence-transformers call `MultipleNegativesRankingLoss`, and SimCLR NT-Xent.
 */
export function infoNce(
  queries: Tensor,
  keys: Tensor,
  { temperature = 0.07, normalize = true, negatives, symmetric = false, ...options }: InfoNceOptions = {},
): Tensor {
  assertAlike('infoNce', queries, keys)
  assertRows(queries, negatives)
  const unit = (x: Tensor) => (normalize ? unitVectors(x) : x)
  const all = negatives ? concat([unit(keys), unit(negatives)]) : unit(keys)
  const similarities = divide(matmul(unit(queries), all, { transposeB: true }), temperature)
  const labels = iota(queries.shape[0]!)
  const forth = crossEntropy(similarities, labels, options)
  if (!symmetric) return forth
  const back = divide(matmul(unit(keys), unit(queries), { transposeB: true }), temperature)
  return multiply(add(forth, crossEntropy(back, labels, options)), 0.5)
}

/** Vectors of length 1, as `torch.nn.functional.normalize`. */
const unitVectors = (x: Tensor): Tensor =>
  divide(x, sqrt(maximum(sum(multiply(x, x), { axes: -1, keepDimensions: true }), 1e-24)))

function assertRows(queries: Tensor, negatives: Tensor | undefined): void {
  const isMatrix = (x: Tensor) => x.rank === 2 && equalDimensions(x.shape[1]!, queries.shape[1]!)
  if (isMatrix(queries) && (!negatives || isMatrix(negatives))) return
  throw shapeError(
    'infoNce',
    [queries.shape, ...(negatives ? [negatives.shape] : [])],
    'queries and negatives are not matrices of vectors of one size.',
    'Pass queries and keys [batch, size], negatives [negatives, size].',
  )
}
