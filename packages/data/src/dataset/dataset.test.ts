import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { Dataset } from './dataset'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

describe('Dataset.from', () => {
  it('refuses a stream that can be read only once, and says what to do', () => {
    async function* stream() {
      yield 1
    }
    expect(() => Dataset.from(stream())).toThrow(/only once.*Dataset\.from\(\(\) => …\).*spool/)
    expect(() => Dataset.from([1].values())).toThrow(/only once/)
    expect(() => Dataset.from(new ReadableStream() as never)).toThrow(/only once/)
    expect(() => Dataset.from(7 as never)).toThrow(/Rows are 7/)
    expect(() => Dataset.from('abc' as never)).toThrow(/Rows are "abc"/)
  })

  it('opens a function anew for every reading', async () => {
    let opened = 0
    const dataset = Dataset.from(async () => {
      opened++
      return [1, 2]
    })
    expect(opened).toBe(0)
    expect(await dataset.toArray()).toEqual([1, 2])
    expect(await dataset.first()).toBe(1)
    expect(opened).toBe(2)
    await expect(Dataset.from(() => 7 as never).toArray()).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('closes a stream that is left early', async () => {
    let closed = 0
    const dataset = Dataset.from(function* () {
      try {
        yield* numbers(10)
      } finally {
        closed++
      }
    })
    for await (const row of dataset) if (row === 3) break
    expect(await dataset.take(2).toArray()).toEqual([0, 1])
    expect(closed).toBe(2)
  })
})

describe('map and filter', () => {
  it('computes no more rows than are asked for', async () => {
    const seen: number[] = []
    const dataset = Dataset.from(numbers(5000)).map((row) => {
      seen.push(row)
      return row
    })
    expect(seen).toEqual([])
    await dataset.take(3).toArray()
    expect(seen).toEqual([0, 1, 2])
    for await (const row of dataset.filter((value) => value % 2 === 1)) if (row === 3) break
    expect(seen).toEqual([0, 1, 2, 0, 1, 2, 3])
  })

  it('keeps the type of rows', () => {
    const rows = Dataset.from([{ text: 'a', label: 'spam' as 'spam' | 'ham' | null }])
    const known = rows.filter((row): row is { text: string; label: 'spam' | 'ham' } => row.label !== null)
    expectTypeOf(known).toEqualTypeOf<Dataset<{ text: string; label: 'spam' | 'ham' }>>()
    expectTypeOf(known.map(async ({ text }) => text.length)).toEqualTypeOf<Dataset<number>>()
    expectTypeOf(rows.concat(Dataset.from([7]))).toEqualTypeOf<
      Dataset<{ text: string; label: 'spam' | 'ham' | null } | number>
    >()
  })

  it('runs promises side by side, as many as it is told, and keeps the order', async () => {
    let underWay = 0
    let most = 0
    const slow = Dataset.from(numbers(20)).map(
      async (row) => {
        most = Math.max(most, ++underWay)
        await wait((row * 7) % 5)
        underWay--
        return row
      },
      { concurrency: 4 },
    )
    expect(await slow.toArray()).toEqual(numbers(20))
    expect(most).toBe(4)
  })

  it.each([
    ['map', (dataset: Dataset<number>) => dataset.map((row) => fail(row))],
    ['map', (dataset: Dataset<number>) => dataset.map(async (row) => fail(row))],
    ['map', (dataset: Dataset<number>) => dataset.map(async (row) => fail(row), { concurrency: 3 })],
    ['filter', (dataset: Dataset<number>) => dataset.filter((row) => fail(row) > 0)],
    ['filter', (dataset: Dataset<number>) => dataset.filter(async (row) => fail(row) > 0)],
  ])('%s names the row that its function failed on', async (call, make) => {
    await expect(make(Dataset.from(numbers(9))).toArray()).rejects.toMatchObject({
      code: 'invalid-data',
      message: `The function given to ${call} failed: RangeError: no four. (row 4) Repair the row, or let the function deal with it; \`cause\` holds the error with its stack.`,
      cause: expect.any(RangeError),
      details: { row: 4 },
    })
  })
})

function fail(row: number): number {
  if (row === 4) throw new RangeError('no four')
  return row
}

describe('take and skip', () => {
  it('choose the same rows in every epoch, so that what is held out stays out', async () => {
    const mixed = Dataset.from(numbers(100)).shuffle({ seed: 1 })
    const [test, train] = [mixed.take(20), mixed.skip(20)]
    const held = await test.toArray()
    for (const epoch of [0, 1, 2]) {
      const rows: number[] = []
      for await (const row of train.shuffle({ seed: 2 }).read({ epoch })) rows.push(row)
      expect(rows.filter((row) => held.includes(row))).toEqual([])
      expect([...rows, ...held].sort((a, b) => a - b)).toEqual(numbers(100))
    }
  })

  it.each([-1, 1.5, Number.NaN])('refuse %s rows', (rows) => {
    expect(() => Dataset.from([1]).take(rows)).toThrow(/rows is/)
    expect(() => Dataset.from([1]).skip(rows)).toThrow(/rows is/)
  })
})

describe('select', () => {
  it('says when a stream ends before a selected row', async () => {
    const short = Dataset.from(() => numbers(3).values()).select([1, 5])
    await expect(short.toArray()).rejects.toThrow(/ended after 3 rows, and row 5 was selected/)
  })

  it('wants ascending positions of a stream, and positions that exist', async () => {
    const stream = Dataset.from(() => numbers(9).values())
    expect(() => stream.select([3, 1])).toThrow(/positions\[1\] is 1/)
    expect(() => stream.select([1, 1])).toThrow(/positions\[1\] is 1/)
    expect(() => stream.select([-1])).toThrow(/positions\[0\] is -1/)
    await expect(Dataset.from(numbers(3)).select([0, 3]).toArray()).rejects.toThrow(/row 3/)
  })
})

describe('read', () => {
  it('stops when the signal fires, also while a stream owes a row', async () => {
    const stop = new AbortController()
    const endless = Dataset.from(async function* () {
      yield 1
      await new Promise(() => undefined)
    })
    setTimeout(() => stop.abort(), 20)
    const rows: number[] = []
    const reading = (async () => {
      for await (const row of endless.read({ signal: stop.signal })) rows.push(row)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'aborted' })
    expect(rows).toEqual([1])
  })

  it('leaves the event loop its turns', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const slow = Dataset.from(numbers(200_000)).map((row) => Math.hypot(...numbers(row % 40)))
    await slow.batch(1000).count()
    for await (const _ of slow.shuffle().batch(1000));
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('refuses options that contradict each other, and cursors of another dataset', async () => {
    const dataset = Dataset.from(numbers(9)).shuffle({ seed: 1 })
    const reader = dataset.read()
    expect(() => reader.cursor).toThrow(/not known yet/)
    for await (const _ of reader) break
    const from = reader.cursor
    expect(from).toEqual({
      format: 'graft-cursor',
      version: 1,
      dataset: '9 rows in memory → shuffle(seed 1)',
      epoch: 0,
      row: 1,
    })
    expect(() => dataset.read({ epoch: 1, from })).toThrow(/epoch is 1/)
    expect(() => dataset.read({ epoch: 1, epochs: 2 })).toThrow(/Pass epoch or epochs/)
    const other = Dataset.from(numbers(9)).shuffle({ seed: 2 })
    await expect(other.read({ from })[Symbol.asyncIterator]().next()).rejects.toThrow(
      /another dataset: "9 rows in memory → shuffle\(seed 1\)", and this one is "9 rows in memory → shuffle\(seed 2\)"/,
    )
    for (const bad of [null, 7, {}, { ...from, row: -1 }, { ...from, version: 2 }]) {
      const reading = dataset
        .read({ from: bad as never })
        [Symbol.asyncIterator]()
        .next()
      await expect(reading).rejects.toMatchObject({ code: 'invalid-data' })
    }
    await expect(reader[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'use-after-release' })
  })

  it('goes on to the end of the epoch that a cursor is in', async () => {
    const dataset = Dataset.from(numbers(5)).shuffle({ seed: 1 })
    const reader = dataset.read({ epoch: 3 })
    const rows: number[] = []
    for await (const row of reader) if (rows.push(row) === 2) break
    for await (const row of dataset.read({ from: reader.cursor })) rows.push(row)
    const whole: number[] = []
    for await (const row of dataset.read({ epoch: 3 })) whole.push(row)
    expect(rows).toEqual(whole)
  })
})

describe('prefetch', () => {
  it('reads as far ahead as it is told, while the consumer works', async () => {
    let read = 0
    const dataset = Dataset.from(async function* () {
      for (;;) yield read++
    }).prefetch(3)
    for await (const row of dataset) {
      await wait(5)
      expect(read - row).toBeLessThanOrEqual(5)
      expect(read - row).toBeGreaterThanOrEqual(3)
      if (row === 10) break
    }
    const after = read
    await wait(10)
    expect(read).toBe(after)
  })

  it('gives the rows before an error, then the error', async () => {
    const rows: number[] = []
    const reading = (async () => {
      for await (const row of Dataset.from(numbers(9)).map(fail).prefetch(8)) rows.push(row)
    })()
    await expect(reading).rejects.toThrow(/no four/)
    expect(rows).toEqual([0, 1, 2, 3])
  })
})
