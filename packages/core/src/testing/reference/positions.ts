import { elementCount } from '../../tensor/shape'

/** How far apart in memory two neighbours along each axis are, in row-major order. */
function strides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)))
}

/** Calls `visit` with every index of `shape` and its position in memory. The index is reused between calls. */
export function forEachIndex(
  shape: readonly number[],
  visit: (index: readonly number[], position: number) => void,
): void {
  const index = shape.map(() => 0)
  const count = elementCount(shape)
  for (let position = 0; position < count; position++) {
    visit(index, position)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++
      if (index[axis]! < shape[axis]!) break
      index[axis] = 0
    }
  }
}

/** The position in memory of `index` in a tensor of `shape`. */
export function positionOf(index: readonly number[], shape: readonly number[]): number {
  let position = 0
  for (let axis = 0; axis < shape.length; axis++) position = position * shape[axis]! + index[axis]!
  return position
}

/** For each element of `to`, the position of the element of `from` that broadcasting puts there. */
export function broadcastPositions(from: readonly number[], to: readonly number[]): Int32Array {
  const positions = new Int32Array(elementCount(to))
  const lead = to.length - from.length
  const steps = strides(from).map((stride, axis) => (from[axis] === 1 ? 0 : stride))
  forEachIndex(to, (index, position) => {
    let source = 0
    for (let axis = 0; axis < from.length; axis++) source += index[axis + lead]! * steps[axis]!
    positions[position] = source
  })
  return positions
}
