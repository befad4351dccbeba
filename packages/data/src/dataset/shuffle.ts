import { RandomKey } from '@graftjs/base'
import { type Chunk, countOf, type IndexedSource, isIndexed, type Reading, type Source } from './source'
import { Turn } from './turn'
import { withoutFirst } from './without-first'

export interface ShuffleOptions {
  /** The same seed gives the same order in the same epoch; 1 by default. */
  readonly seed?: number
  /**
   * How many rows of a stream are held back to draw from; 16,384 by default. A stream of no more rows is shuffled
   * whole; in a longer one a row moves about so far, so rows that are sorted by class should be mixed before.
   * Rows in memory are always shuffled whole.
   */
  readonly window?: number
}

/** The rows in another order, a different one in each epoch. */
export function shuffled<Row>(source: Source<Row>, seed: number, window: number): Source<Row> {
  const key = RandomKey.from(seed)
  const describe = (how: string) => async () => `${await source.describe()} → shuffle(${how})`
  if (isIndexed(source)) return { describe: describe(`seed ${seed}`), ...inPermutedOrder(source, key) }
  return {
    describe: describe(`seed ${seed}, window ${window}`),
    count: (reading) => source.count(reading),
    // What lies in the window depends on all that was drawn before: a later start is reached by drawing again.
    read: (start, reading) =>
      withoutFirst(throughWindow(source, key.fold(reading.epoch), window, reading), start),
  }
}

function inPermutedOrder<Row>(
  source: IndexedSource<Row>,
  key: RandomKey,
): Omit<IndexedSource<Row>, 'describe'> {
  const orderOf = async (reading: Reading) =>
    key.fold(reading.epoch).permutation(await countOf(source, reading))
  return {
    count: (reading) => source.count(reading),
    async *read(start, reading) {
      yield* source.pick((await orderOf(reading)).subarray(start), reading)
    },
    async *pick(positions, reading) {
      const order = await orderOf(reading)
      yield* source.pick(
        Uint32Array.from({ length: positions.length }, (_, at) => order[positions[at]!]!),
        reading,
      )
    },
  }
}

/** Every row that leaves is drawn at random out of the window, and the next row takes its place. */
async function* throughWindow<Row>(
  source: Source<Row>,
  key: RandomKey,
  window: number,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  const held: Row[] = []
  const draw = draws(key)
  for await (const chunk of source.read(0, reading)) {
    const leaving = function* (): Generator<Row> {
      for (const row of chunk) {
        if (held.length < window) held.push(row)
        else {
          const at = draw(window)
          const left = held[at]!
          held[at] = row
          yield left
        }
      }
    }
    yield leaving()
  }
  const turn = new Turn(reading.signal)
  while (held.length > 0) {
    const last = function* (): Generator<Row> {
      for (let taken = 0; taken < 1024 && held.length > 0; taken++) {
        const at = draw(held.length)
        const left = held[at]!
        const end = held.pop()!
        if (at < held.length) held[at] = end
        yield left
      }
    }
    yield last()
    await turn.pause()
  }
}

/** One draw after the other out of 0 … count − 1. */
function draws(key: RandomKey): (count: number) => number {
  const blockSize = 1024
  let block = 0
  let at = blockSize
  let uniform = key.uniform(0)
  return (count) => {
    if (at === blockSize) {
      uniform = key.fold(block++).uniform(blockSize)
      at = 0
    }
    return Math.floor(uniform[at++]! * count)
  }
}
