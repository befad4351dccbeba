import { elementCount } from '../../tensor/shape'
import type { Kernel } from './kernel'
import { forEachIndex, positionOf } from './positions'

export const topK: Kernel<'topK'> = ({ inputs: [x], shape, attributes: { axis, largest } }) => {
  const values = new Float64Array(elementCount(shape))
  const indices = new Float64Array(elementCount(shape))
  const size = x!.shape[axis]!
  const sign = largest ? -1 : 1
  forEachIndex(
    shape.map((n, at) => (at === axis ? Math.min(n, 1) : n)),
    (index) => {
      const at = (shapeAt: readonly number[], i: number) =>
        positionOf(
          index.map((j, a) => (a === axis ? i : j)),
          shapeAt,
        )
      const numbers = Array.from({ length: size }, (_, i) => x!.data[at(x!.shape, i)]!)
      const order = numbers.map((_, i) => i).sort((a, b) => sign * (numbers[a]! - numbers[b]!) || a - b)
      for (let i = 0; i < shape[axis]!; i++) {
        values[at(shape, i)] = numbers[order[i]!]!
        indices[at(shape, i)] = order[i]!
      }
    },
  )
  return [values, indices]
}
