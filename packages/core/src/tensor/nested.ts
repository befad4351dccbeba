import type { GraftError } from '@graftjs/base'
import { describeValue } from './describe-value'
import { mistake } from './mistake'
import { formatShape } from './shape'
import { isTensor } from './tensor'

/** The error of nested arrays that are no tensor of `shape`, which is that of the first ones: it names the first place that is odd. */
export function explainNested(values: unknown, shape: readonly number[]): GraftError {
  const { place, value } = oddIn(values, shape, []) ?? { place: [], value: values }
  const at = place.length > 0 ? `values${place.map((index) => `[${index}]`).join('')}` : 'its first argument'
  if (Array.isArray(value) || typeof value === 'number') {
    const wanted = shape[place.length]
    return mistake('shape-mismatch', {
      what: `tensor: ${at} ${Array.isArray(value) ? `has ${value.length} elements` : 'is a number'}, but ${wanted === undefined ? 'the first elements are numbers' : `the arrays before it have ${wanted}`}.`,
      where: `shape ${formatShape(shape)}`,
      fix: 'Pad the rows to one length, or nest them equally deep.',
    })
  }
  return mistake('invalid-data', {
    what: `tensor: ${at} is ${describeValue(value)}, not a number.`,
    fix: fixFor(value),
  })
}

function fixFor(value: unknown): string {
  if (isTensor(value)) return 'Join tensors with stack([a, b]) or concat([a, b]).'
  if (typeof value === 'bigint') return 'Pass a BigInt64Array, or Number(value).'
  if (typeof value === 'string') return 'Convert it: Number(text). For categories encode them first.'
  if (ArrayBuffer.isView(value))
    return 'Pass one typed array with its shape: tensor(data, { shape: [2, 3] }).'
  return 'Pass a number, an array of numbers or a typed array; for what is missing NaN or a number of your choice.'
}

interface Odd {
  readonly place: readonly number[]
  readonly value: unknown
}

function oddIn(value: unknown, shape: readonly number[], place: readonly number[]): Odd | undefined {
  const size = shape[place.length]
  if (size === undefined) {
    return typeof value === 'number' || typeof value === 'boolean' ? undefined : { place, value }
  }
  if (!Array.isArray(value) || value.length !== size) return { place, value }
  for (const [index, child] of value.entries()) {
    const odd = oddIn(child, shape, [...place, index])
    if (odd) return odd
  }
  return undefined
}
