import { expect, it } from 'vitest'
import { Chance } from '../testing/random-table'
import { Dataset } from './dataset'

/** A dataset, and what it must give, computed on plain arrays. */
interface Pair {
  readonly dataset: Dataset<number>
  readonly rows: number[]
}

/** What can be done to rows, on either side. */
const steps: ((pair: Pair, chance: Chance) => Pair)[] = [
  ({ dataset, rows }) => ({
    dataset: dataset.map((row, at) => row * 2 + at),
    rows: rows.map((row, at) => row * 2 + at),
  }),
  ({ dataset, rows }) => ({
    dataset: dataset.map(async (row) => row + 1, { concurrency: 3 }),
    rows: rows.map((row) => row + 1),
  }),
  ({ dataset, rows }) => ({
    dataset: dataset.filter((row, at) => (row + at) % 3 !== 0),
    rows: rows.filter((row, at) => (row + at) % 3 !== 0),
  }),
  ({ dataset, rows }, chance) => {
    const count = chance.below(60)
    return { dataset: dataset.take(count), rows: rows.slice(0, count) }
  },
  ({ dataset, rows }, chance) => {
    const count = chance.below(20)
    return { dataset: dataset.skip(count), rows: rows.slice(count) }
  },
  ({ dataset, rows }, chance) => {
    const positions = rows.map((_, at) => at).filter(() => chance.below(2) === 0)
    return { dataset: dataset.select(positions), rows: positions.map((at) => rows[at]!) }
  },
  ({ dataset, rows }) => ({ dataset: dataset.concat(dataset), rows: [...rows, ...rows] }),
  ({ dataset, rows }) => ({ dataset: dataset.prefetch(2), rows }),
  ({ dataset, rows }, chance) => {
    const size = 1 + chance.below(5)
    return { dataset: dataset.batch(size).map((batch) => batch.length), rows: batchSizes(rows, size) }
  },
]

const batchSizes = (rows: readonly number[], size: number) =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, at) => Math.min(size, rows.length - at * size))

async function rowsOf(dataset: Dataset<number>, start = 0, epoch = 0): Promise<number[]> {
  const rows: number[] = []
  for await (const chunk of dataset.source.read(start, { epoch })) rows.push(...chunk)
  return rows
}

it('any chain of steps does what it does to an array, from any start', async () => {
  for (let seed = 0; seed < 300; seed++) {
    const chance = new Chance(seed)
    const rows = Array.from({ length: chance.below(50) }, () => chance.below(100))
    let pair: Pair = { dataset: Dataset.from(chance.below(2) === 0 ? rows : () => rows.values()), rows }
    for (let more = 1 + chance.below(5); more > 0; more--) pair = chance.oneOf(steps)(pair, chance)
    expect(await rowsOf(pair.dataset), `seed ${seed}`).toEqual(pair.rows)
    const start = chance.below(pair.rows.length + 1)
    expect(await rowsOf(pair.dataset, start), `seed ${seed} from ${start}`).toEqual(pair.rows.slice(start))
    expect(await pair.dataset.count(), `seed ${seed}`).toBe(pair.rows.length)
  }
})

it('any chain with shuffles in it loses nothing, and goes on where it was', async () => {
  for (let seed = 0; seed < 200; seed++) {
    const chance = new Chance(seed)
    const rows = Array.from({ length: 1 + chance.below(50) }, (_, at) => at)
    let dataset = Dataset.from(chance.below(2) === 0 ? rows : () => rows.values())
    for (let more = 1 + chance.below(4); more > 0; more--) {
      dataset = chance.oneOf([
        () => dataset.shuffle({ seed: chance.below(9), window: 1 + chance.below(20) }),
        () => dataset.map((row) => row),
        () => dataset.prefetch(3),
        () => dataset.filter(() => true),
      ])()
    }
    for (const epoch of [0, 1]) {
      const whole = await rowsOf(dataset, 0, epoch)
      expect(
        whole.toSorted((a, b) => a - b),
        `seed ${seed}`,
      ).toEqual(rows)
      const start = chance.below(rows.length + 1)
      expect(await rowsOf(dataset, start, epoch), `seed ${seed} from ${start}`).toEqual(whole.slice(start))
    }
  }
})
