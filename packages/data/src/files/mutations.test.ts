import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runProgram } from '../testing/run-program'

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url))
const files = readdirSync(fixtures)
  .filter((name) => /^(?!semicolon|empty).*\.(csv|jsonl|parquet|arrow|arrows)$/.test(name))
  .map((name) => `${fixtures}${name}`)
/** How many of each file; GRAFT_MUTATIONS=8000 is a run of an hour. */
const count = Number(process.env['GRAFT_MUTATIONS'] ?? 150)

it('damaged files are read or refused with a GraftError, in bounded time and memory', async () => {
  const found = await runProgram<{
    read: number
    refused: number
    slowest: number
    other: string[]
    peak: number
  }>('mutate', [String(count), '0', ...files], 300)
  expect(found.other).toEqual([])
  expect(found.read + found.refused).toBe(count * files.length)
  expect(Math.min(found.read, found.refused)).toBeGreaterThan(count)
  expect(found.slowest).toBeLessThan(10_000)
  expect(found.peak).toBeLessThan(400e6)
}, 3_600_000)
