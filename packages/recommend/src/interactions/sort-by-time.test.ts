import { RandomKey } from '@graftjs/base'
import { expect, it } from 'vitest'
import { atOnce } from '../sparse'
import { SortByTime } from './sort-by-time'

it.each([
  ['whole milliseconds', (share: number) => 1.4e12 + Math.floor(1e5 * share)],
  ['fractions of them', (share: number) => 1.4e12 + 1e3 * share],
  ['few moments', (share: number) => 1.4e12 + Math.floor(3 * share)],
  ['thousands of years', (share: number) => Math.floor(9e13 * (share - 0.5))],
  ['before 1970', (share: number) => -Math.floor(1e12 * share)],
])('puts rows of %s in order, equal ones as they were', (_, timeOf) => {
  const times = RandomKey.from(1).uniform(2000).map(timeOf)
  const rows = RandomKey.from(2).permutation(2000)
  const own = Int32Array.from(rows.subarray(500, 1500)).sort()
  const expected = Array.from(own).sort((a, b) => times[a]! - times[b]! || a - b)
  atOnce(SortByTime.of(times)).sort(own)
  expect([...own]).toEqual(expected)
})
