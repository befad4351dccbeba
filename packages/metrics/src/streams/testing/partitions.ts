import { expect, it } from 'vitest'
import { Draws } from '../../random/draws'
import { accumulate, type Measures, type StreamedMeasure } from '..'

/** How many rows the cases have. */
const rows = 400

/** A measure as a stream, and what its function gives of all rows. */
type Case = readonly [StreamedMeasure<never, unknown>, unknown]

export interface Family {
  /** The table whose measures these are; each must have a case in some family. */
  readonly table: object
  readonly cases: Readonly<Record<string, Case>>
  /** The rows at these positions. */
  readonly batch: (at: readonly number[]) => unknown
  /** Results equal to the last bit; otherwise to 1e-12. */
  readonly exact?: boolean
}

/** A column of random rows. */
export function column<T>(make: (row: number) => T): T[] {
  return Array.from({ length: rows }, (_, row) => make(row))
}

export function pick<T>(values: ArrayLike<T>, at: readonly number[]): T[] {
  return at.map((row) => values[row]!)
}

export const everyRow: readonly number[] = column((row) => row)

/** Any partition of the rows over 1 to 64 shards, merged in any order, gives what the function gives of all rows. */
export function testPartitions(family: Family): void {
  const { cases, exact = false } = family
  const whole = Object.fromEntries(Object.entries(cases).map(([name, [, value]]) => [name, value]))
  const draws = Draws.from(43)
  it.each([1, 2, 3, 7, 16, 64])(
    'in %i shards, in any order: what the functions give of all rows',
    (parts) => {
      for (let repetition = 0; repetition < 4; repetition++) {
        const found = inShards(family, partition(parts, draws), draws)
        if (exact) expect(found).toEqual(whole)
        else near(found, whole, 'result')
      }
    },
  )
}

/** No measure of a table is without a case. */
export function testTables(families: Readonly<Record<string, Family>>): void {
  it('every measure of every table has its case', () => {
    const all = Object.values(families)
    for (const table of new Set(all.map((family) => family.table))) {
      const tested = all.filter((family) => family.table === table).flatMap(({ cases }) => Object.keys(cases))
      expect(tested).toEqual(expect.arrayContaining(Object.keys(table)))
    }
  })
}

/** Cuts rows in random order into so many parts, some of which may be empty. */
function partition(parts: number, draws: Draws): number[][] {
  const shards: number[][] = Array.from({ length: parts }, () => [])
  for (const row of draws.shuffle(Int32Array.from(everyRow))) shards[draws.below(parts)]!.push(row)
  return shards
}

/** Fills a stream a part at a time; what was stored is read again on the way. */
function inShards({ cases, batch }: Family, shards: readonly number[][], draws: Draws): unknown {
  const measures: Measures = Object.fromEntries(
    Object.entries(cases).map(([name, [measure]]) => [name, measure]),
  )
  const streams = shards
    .filter((shard) => shard.length > 0)
    .map((shard) => {
      const stream = accumulate(measures)
      const middle = draws.below(shard.length)
      for (const half of [shard.slice(0, middle), shard.slice(middle)]) {
        // The batches of a table are of the type that its measures take.
        if (half.length > 0) Reflect.apply(stream.update, stream, [batch(half)])
      }
      return stream
    })
  while (streams.length > 1) {
    const [one] = streams.splice(draws.below(streams.length), 1)
    const other = streams[draws.below(streams.length)]!
    other.merge(draws.uniform() < 0.5 ? one! : JSON.parse(JSON.stringify(one)))
  }
  return accumulate(measures, { from: JSON.parse(JSON.stringify(streams[0])) }).result()
}

function near(found: unknown, wanted: unknown, where: string): void {
  if (typeof wanted === 'number') {
    const off = Math.abs(Number(found) - wanted)
    if (!(off <= 1e-12 * Math.max(1, Math.abs(wanted)))) expect.fail(`${where}: ${found} is not ${wanted}`)
    return
  }
  if (typeof wanted !== 'object' || wanted === null) {
    expect(found, where).toEqual(wanted)
    return
  }
  expect(Object.keys(Object(found)).sort(), where).toEqual(Object.keys(wanted).sort())
  for (const [key, value] of Object.entries(wanted)) near(Object(found)[key], value, `${where}.${key}`)
}
