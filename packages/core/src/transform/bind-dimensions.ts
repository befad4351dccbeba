import { type Dimension, formatDimension } from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { formatShape, type Shape } from '../tensor/shape'

/**
 * The value of every symbol, read off the sizes of the inputs that have it as a plain dimension, after
 * checking every size against every other.
 */
export function bindDimensions(
  declared: readonly Shape[],
  actual: readonly (readonly number[])[],
  nameOf: (index: number) => string,
): Map<string, number> {
  const values = new Map<string, number>()
  declared.forEach((shape, index) => {
    shape.forEach((dimension, axis) => {
      bind(
        values,
        dimension,
        actual[index]![axis]!,
        () => `${nameOf(index)} ${formatShape(actual[index]!)}, axis ${axis}`,
      )
    })
  })
  return values
}

function bind(values: Map<string, number>, dimension: Dimension, size: number, where: () => string): void {
  const expected = typeof dimension === 'number' ? dimension : (values.get(dimension.key) ?? size)
  if (expected !== size) {
    throw mistake('shape-mismatch', {
      what: `The dimension "${formatDimension(dimension)}" is ${expected} in one input and ${size} in another.`,
      where: where(),
      fix: 'Give all inputs that share a named dimension the same size there.',
    })
  }
  if (typeof dimension !== 'number') values.set(dimension.key, size)
}
