import { shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { add } from './arithmetic'
import { greaterEqual, lessEqual, where } from './comparison'
import { expandDimensions } from './layout'
import { iota, literal } from './source'

/** The last two axes with zeros above the diagonal that lies `offset` to the right of the main one. */
export const lowerTriangle = (x: Tensor, offset = 0): Tensor =>
  triangle('lowerTriangle', x, offset, lessEqual)

/** The last two axes with zeros below the diagonal that lies `offset` to the right of the main one. */
export const upperTriangle = (x: Tensor, offset = 0): Tensor =>
  triangle('upperTriangle', x, offset, greaterEqual)

function triangle(
  op: string,
  x: Tensor,
  offset: number,
  keeps: (column: Tensor, diagonal: Tensor) => Tensor,
): Tensor {
  const [rows, columns] = x.shape.slice(-2)
  if (rows === undefined || columns === undefined) {
    throw shapeError(op, [x.shape], 'there are no two axes.', 'Pass a tensor of rank 2 or more.')
  }
  const diagonal = add(expandDimensions(iota(rows), 1), offset)
  return where(keeps(expandDimensions(iota(columns), 0), diagonal), x, literal(0, x.dtype))
}
