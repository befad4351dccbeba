import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { defaultThreads, linuxCores, quota } from './threads'

const processor = (socket: number, core: number) =>
  `processor\t: 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\nflags\t\t: fpu`

test('two threads of one core count once, equal cores of two sockets twice', () => {
  const cpuinfo = [processor(0, 0), processor(0, 1), processor(0, 0), processor(0, 1), processor(1, 0)].join(
    '\n\n',
  )
  expect(linuxCores(cpuinfo)).toBe(3)
  expect(linuxCores('processor\t: 0\nBogoMIPS\t: 243.75')).toBe(Number.POSITIVE_INFINITY)
})

test("a container's quota bounds the cores", () => {
  expect(quota('200000 100000\n')).toBe(2)
  expect(quota('50000 100000')).toBe(1)
  expect(quota('max 100000')).toBe(Number.POSITIVE_INFINITY)
  expect(quota('')).toBe(Number.POSITIVE_INFINITY)
})

test('the default is between 1 and what the system offers', () => {
  expect(defaultThreads()).toBeGreaterThanOrEqual(1)
  expect(defaultThreads()).toBeLessThanOrEqual(availableParallelism())
})
