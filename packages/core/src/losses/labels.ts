import type { GraftError } from '@graftjs/base'
import { takeAlong } from '../ops/along'
import { cast } from '../ops/cast'
import { greaterEqual, less, where } from '../ops/comparison'
import { count } from '../ops/count'
import { expandDimensions } from '../ops/layout'
import { and } from '../ops/logical'
import { reshape } from '../ops/reshape'
import { mistake } from '../tensor/mistake'
import { equalShapes, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/** That labels are one int32 for each row of `[…, classes]`. */
export function assertLabels(op: string, scores: Tensor, labels: Tensor): void {
  if (labels.dtype !== 'int32') throw notInt32(op, labels)
  if (scores.rank > 0 && equalShapes(labels.shape, scores.shape.slice(0, -1))) return
  throw shapeError(
    op,
    [scores.shape, labels.shape],
    'the labels are not one for each row of scores.',
    'Put the classes on the last axis of the scores (transpose), and give labels the other axes: [batch, classes] and [batch].',
  )
}

/**
 * Of each row of `values`, `[…, classes]`, the one at its label; NaN where the label is no class, so that it is found
 * out instead of taken for another one.
 */
export function atLabels(values: Tensor, labels: Tensor): Tensor {
  const classes = cast(count(values, [values.rank - 1]), labels.dtype)
  const isClass = and(greaterEqual(labels, 0), less(labels, classes))
  const safe = where(isClass, labels, 0)
  const taken = reshape(takeAlong(values, expandDimensions(safe, -1)), labels.shape)
  return where(isClass, taken, Number.NaN)
}

function notInt32(op: string, { dtype }: Tensor): GraftError {
  return mistake('dtype-mismatch', {
    what: `${op}: the labels are ${dtype}, not int32.`,
    fix: "Make them so: tensor([0, 2], { dtype: 'int32' }), or labels.cast('int32').",
  })
}
