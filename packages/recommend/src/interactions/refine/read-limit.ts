import { refuse, shown } from '../../input/refuse'

/** A number of events, 1 or more. */
export function readLimit(limit: unknown, name: string): number {
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 1) return limit
  return refuse('invalid-option', {
    what: `${name} is ${shown(limit)}.`,
    where: name,
    fix: 'Pass a number of events: a whole number of 1 or more.',
  })
}

/** How often each number occurs in the rows. */
export function countsOf(numbers: Int32Array, rows: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size)
  for (let at = 0; at < rows.length; at++) counts[numbers[rows[at]!]!]!++
  return counts
}
