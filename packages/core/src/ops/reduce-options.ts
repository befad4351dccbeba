import { describeValue } from '../tensor/describe-value'
import { mistake } from '../tensor/mistake'

/** Options of a reduction: which axes (default: all), and whether they stay with size 1 (default: no). */
export interface ReduceOptions {
  readonly axes?: number | readonly number[] | undefined
  readonly keepDimensions?: boolean | undefined
}

/** Of `variance` and `norm`, too. */
const known = new Set(['axes', 'keepDimensions', 'correction', 'order'])

/** An axis in this place, or under another library's name, would be overlooked, and everything reduced. */
export function checkReduceOptions(op: string, options: ReduceOptions): void {
  const fix = `Name the axes: ${op}(x, { axes: 1, keepDimensions: true }).`
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw mistake('invalid-option', { what: `${op}: its options are ${describeValue(options)}.`, fix })
  }
  for (const name in options) {
    if (known.has(name)) continue
    throw mistake('invalid-option', { what: `${op} has no option "${name}".`, fix })
  }
}
