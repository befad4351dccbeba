import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** Reads a fixture that Python wrote; `"nan"`, `"inf"` and `"-inf"` become the numbers they stand for. */
export function readFixture<T>(url: URL): T {
  return JSON.parse(readFileSync(url, 'utf8'), (_, value: unknown) =>
    typeof value === 'string' && value in special ? special[value] : value,
  )
}

const special: Record<string, number> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity }

/** Equal to 1e-9, relative where numbers are large; NaN equals NaN. */
export function expectClose(found: number, wanted: number, what: string, tolerance = 1e-9): void {
  const near =
    Object.is(found, wanted) || Math.abs(found - wanted) <= tolerance * Math.max(1, Math.abs(wanted))
  if (!near) expect.fail(`${what}: found ${found}, wanted ${wanted}`)
}

export function expectAllClose(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  what: string,
  tolerance = 1e-9,
): void {
  expect(found.length, `${what}: how many`).toBe(wanted.length)
  for (let at = 0; at < wanted.length; at++) expectClose(found[at]!, wanted[at]!, `${what}[${at}]`, tolerance)
}
