import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** Reads a fixture that Python wrote. */
export function readFixture<T>(url: URL): T {
  return JSON.parse(readFileSync(url, 'utf8'))
}

/** Equal to 1e-9, relative where numbers are large; null where a value is missing, in lists as deep as may be. */
export function expectClose(found: unknown, wanted: unknown, what: string): void {
  if (Array.isArray(wanted) && Array.isArray(found)) {
    expect(found.length, `${what}: how many`).toBe(wanted.length)
    wanted.forEach((one, at) => {
      expectClose(found[at], one, `${what}[${at}]`)
    })
  } else if (typeof wanted === 'number' && typeof found === 'number') {
    const apart = Math.abs(found - wanted)
    if (!(apart <= 1e-9 * Math.max(1, Math.abs(wanted))))
      expect.fail(`${what}: found ${found}, wanted ${wanted}`)
  } else expect(found, what).toBe(wanted)
}

/** Rows as fixtures of JSON write them: dates and bytes as objects of their own. */
export function asExpected(value: unknown): unknown {
  if (value instanceof Date) return { date: value.toISOString() }
  if (value instanceof Uint8Array) return { bytes: [...value] }
  if (Array.isArray(value)) return value.map(asExpected)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asExpected(one)]))
  }
  return value
}
