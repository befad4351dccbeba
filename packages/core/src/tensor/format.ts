import { type DType, isFloat, numbersOf, type TypedArray } from './dtype'

/** Elements of an axis that are shown at either end when there are too many. */
const EDGE = 3

/** A tensor of more elements is shown in part. */
const SHOWN = 1000

/** Elements as NumPy prints them: nested brackets, aligned columns, four digits, an ellipsis in what is long. */
export function formatElements(data: TypedArray, shape: readonly number[], dtype: DType): string {
  const numbers = numbersOf(data, dtype)
  const texts = textsOf(numbers, visible(shape, numbers.length), dtype)
  const width = Math.max(0, ...[...texts.values()].map((text) => text.length))
  const write = (axis: number, offset: number, stride: number): string => {
    const size = shape[axis]
    if (size === undefined) return texts.get(offset)!.padStart(width)
    const inner = size === 0 ? 0 : stride / size
    const parts = shownIndices(size, numbers.length).map((i) =>
      i === undefined ? '…' : write(axis + 1, offset + i * inner, inner),
    )
    const innermost = axis === shape.length - 1
    const gap = innermost ? ' ' : `${'\n'.repeat(shape.length - axis - 1)}${' '.repeat(axis + 1)}`
    return `[${parts.join(gap)}]`
  }
  return write(0, 0, numbers.length)
}

/** The indices of an axis that are shown; undefined stands for those left out. */
function shownIndices(size: number, count: number): (number | undefined)[] {
  const all = Array.from({ length: size }, (_, i) => i)
  return count <= SHOWN || size <= 2 * EDGE + 1
    ? all
    : [...all.slice(0, EDGE), undefined, ...all.slice(size - EDGE)]
}

/** The positions of the elements that are shown. */
function visible(shape: readonly number[], count: number): number[] {
  return shape.reduce<number[]>(
    (positions, size) =>
      positions.flatMap((position) =>
        shownIndices(size, count).flatMap((i) => (i === undefined ? [] : [position * size + i])),
      ),
    [0],
  )
}

function textsOf(
  numbers: ArrayLike<number>,
  positions: readonly number[],
  dtype: DType,
): Map<number, string> {
  const shown = positions.map((position) => numbers[position]!)
  const finite = shown.filter(Number.isFinite).map(Math.abs)
  const largest = Math.max(0, ...finite)
  const smallest = Math.min(largest, ...finite.filter((value) => value > 0))
  const scientific = largest >= 1e8 || (smallest > 0 && (smallest < 1e-4 || largest / smallest > 1e5))
  const format = (value: number): string => {
    if (dtype === 'bool') return value === 0 ? 'false' : 'true'
    if (!isFloat(dtype)) return String(value)
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
    return scientific ? value.toExponential(4) : String(Number(value.toFixed(4)))
  }
  return new Map(positions.map((position) => [position, format(numbers[position]!)]))
}
