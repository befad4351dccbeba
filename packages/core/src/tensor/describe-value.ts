import { isTypedArray } from './dtype'
import { formatShape } from './shape'
import { isTensor } from './tensor'

/** What a value is, as messages say it where another one was expected: `an array`, `the number 3`, `a promise`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'bigint') return `the bigint ${value}n`
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value === 'function') return `a function${value.name ? ` (${value.name})` : ''}`
  if (typeof value !== 'object') return `the ${typeof value} ${String(value)}`
  if (isTensor(value)) return `a tensor ${value.dtype} ${formatShape(value.shape)}`
  if (Array.isArray(value)) return 'an array'
  if ('then' in value && typeof value.then === 'function') return 'a promise'
  const kind = isTypedArray(value)
    ? Object.prototype.toString.call(value).slice(8, -1)
    : Object.getPrototypeOf(value)?.constructor?.name
  return kind && kind !== 'Object' ? `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}` : 'an object'
}
