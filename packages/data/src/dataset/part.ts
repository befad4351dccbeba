import { GraftError } from '@graftjs/base'
import { invalidOption, wholeNumber } from './options'
import { type Chunk, countOf, isIndexed, ofFirstEpoch, type Reading, type Source } from './source'

/** The first `rows` rows, the same in every epoch. */
export function taken<Row>(source: Source<Row>, rows: number): Source<Row> {
  return {
    describe: async () => `${await source.describe()} → take ${rows}`,
    count: async (reading) => {
      const count = await source.count(ofFirstEpoch(reading))
      return count === undefined ? undefined : Math.min(rows, count)
    },
    read: (start, reading) => firstOf(source, start, rows - start, ofFirstEpoch(reading)),
    pick: isIndexed(source)
      ? (positions: ArrayLike<number>, reading: Reading) => source.pick(positions, ofFirstEpoch(reading))
      : undefined,
  }
}

async function* firstOf<Row>(
  source: Source<Row>,
  start: number,
  rows: number,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  let left = rows
  if (left <= 0) return
  for await (const chunk of source.read(start, reading)) {
    const few = function* (): Generator<Row> {
      for (const row of chunk) {
        left--
        yield row
        if (left === 0) return
      }
    }
    yield few()
    if (left === 0) return
  }
}

/** All rows but the first `rows`, the same in every epoch. */
export function skipped<Row>(source: Source<Row>, rows: number): Source<Row> {
  return {
    describe: async () => `${await source.describe()} → skip ${rows}`,
    count: async (reading) => {
      const count = await source.count(ofFirstEpoch(reading))
      return count === undefined ? undefined : Math.max(0, count - rows)
    },
    read: (start, reading) => source.read(rows + start, ofFirstEpoch(reading)),
    pick: isIndexed(source)
      ? (positions: ArrayLike<number>, reading: Reading) =>
          source.pick(
            Float64Array.from({ length: positions.length }, (_, at) => positions[at]! + rows),
            ofFirstEpoch(reading),
          )
      : undefined,
  }
}

/**
 * The rows at these positions, the same in every epoch. A source that can only be read from front to back gives
 * them in ascending order.
 */
export function selected<Row>(source: Source<Row>, positions: ArrayLike<number>): Source<Row> {
  const last = checkPositions(positions, !isIndexed(source))
  const parts = {
    describe: async () => `${await source.describe()} → select ${positions.length}`,
    count: () => positions.length,
  }
  if (!isIndexed(source)) {
    return { ...parts, read: (start, reading) => inPassing(source, positions, start, ofFirstEpoch(reading)) }
  }
  const pick = async function* (chosen: ArrayLike<number>, reading: Reading): AsyncGenerator<Chunk<Row>> {
    const first = ofFirstEpoch(reading)
    const count = await countOf(source, first)
    if (last >= count) throw endsBefore(last, count)
    yield* source.pick(chosen, first)
  }
  return {
    ...parts,
    read: (start, reading) => pick(Array.prototype.slice.call(positions, start), reading),
    pick: (chosen, reading) =>
      pick(
        Float64Array.from({ length: chosen.length }, (_, at) => positions[chosen[at]!]!),
        reading,
      ),
  }
}

/** The largest position, −1 where there is none. */
function checkPositions(positions: ArrayLike<number>, ascending: boolean): number {
  let last = -1
  for (let at = 0; at < positions.length; at++) {
    const position = wholeNumber(positions[at]!, `positions[${at}]`, 0)
    if (ascending && position <= last) {
      throw invalidOption(
        `positions[${at}]`,
        position,
        'A source that is read from front to back gives rows in ascending order: sort the positions.',
      )
    }
    last = Math.max(last, position)
  }
  return last
}

async function* inPassing<Row>(
  source: Source<Row>,
  positions: ArrayLike<number>,
  start: number,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  let at = start
  if (at >= positions.length) return
  let position = positions[at]!
  for await (const chunk of source.read(position, reading)) {
    const wanted = function* (): Generator<Row> {
      for (const row of chunk) {
        if (position++ !== positions[at]) continue
        at++
        yield row
        if (at === positions.length) return
      }
    }
    yield wanted()
    if (at === positions.length) return
  }
  throw endsBefore(positions[at]!, position)
}

function endsBefore(wanted: number, count: number): GraftError {
  return new GraftError('invalid-data', {
    what: `The source ended after ${count} rows, and row ${wanted} was selected.`,
    where: 'select',
    fix: 'Select positions below the number of rows; a source must give the same rows whenever it is read.',
    details: { row: wanted, rows: count },
  })
}
