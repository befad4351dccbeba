import { expect, test } from 'vitest'
import { Pace } from './pace'

test('a run is short where one over as many bytes was, until one is long', () => {
  const pace = new Pace()
  expect(pace.isShort(0)).toBe(false)
  pace.note(1000, 0.2)
  expect([pace.isShort(1000), pace.isShort(1001)]).toEqual([true, false])
  pace.note(10, 0.1)
  expect(pace.isShort(1000)).toBe(true)
  pace.note(1000, 3)
  expect(pace.isShort(10)).toBe(false)
})
