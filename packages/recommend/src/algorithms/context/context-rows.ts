import type { ContextColumn } from '../../interactions/context/context-columns'
import type { TrainingData } from '../../recommender/training-data'
import { type CompressedRows, mergeSlices, PairNumbers, type Slices, stretches } from '../../sparse'
import { ContextEncoding } from './context-encoding'

/** What is learnt from in context. */
export interface ContextRows {
  readonly encoding: ContextEncoding
  /** contexts × features: every context that there is, once. */
  readonly table: CompressedRows
  /**
   * users × items: what each user's events with each item in one context come to. Events in different contexts stay
   * apart, so that a row may have an item several times.
   */
  readonly entries: CompressedRows
  /** The row of each entry's context in the table. */
  readonly contexts: Int32Array
}

/** @returns undefined for data without context. */
export function* contextRows({
  users,
  items,
  histories,
  duplicates,
}: TrainingData): Slices<ContextRows | undefined> {
  const { context, offsets, items: itemOf, weights } = histories
  if (!context) return undefined
  const encoding = yield* ContextEncoding.of(context)
  const { contextOf, firsts } = yield* distinctContexts(context, itemOf.length)
  const pairs = new PairNumbers()
  const pairOf = new Int32Array(itemOf.length)
  for (const [from, to] of stretches(itemOf.length)) {
    for (let at = from; at < to; at++) pairOf[at] = pairs.add(itemOf[at]!, contextOf[at]!)
    yield
  }
  const events = { rows: users, columns: pairs.size, offsets, indices: pairOf, values: weights }
  const merged = yield* mergeSlices(events, duplicates)
  const contexts = new Int32Array(merged.indices.length)
  const itemsOf = new Int32Array(merged.indices.length)
  const { firsts: itemOfPair, seconds: contextOfPair } = pairs
  for (const [from, to] of stretches(contexts.length)) {
    for (let at = from; at < to; at++) {
      contexts[at] = contextOfPair[merged.indices[at]!]!
      itemsOf[at] = itemOfPair[merged.indices[at]!]!
    }
    yield
  }
  const table = yield* tableOf(encoding, context, firsts)
  return { encoding, table, entries: { ...merged, columns: items, indices: itemsOf }, contexts }
}

/** The number of each event's context, equal ones having one, and the first event of each. */
function* distinctContexts(
  columns: readonly ContextColumn[],
  events: number,
): Slices<{ readonly contextOf: Int32Array; readonly firsts: readonly number[] }> {
  const contextOf = new Int32Array(events)
  for (const column of columns) {
    const pairs = new PairNumbers()
    const codeOf = codesOf(column)
    for (const [from, to] of stretches(events)) {
      for (let at = from; at < to; at++) contextOf[at] = pairs.add(contextOf[at]!, codeOf(at))
      yield
    }
  }
  const firsts: number[] = []
  for (let at = 0; at < events; at++) if (contextOf[at] === firsts.length) firsts.push(at)
  return { contextOf, firsts }
}

/** A number for every value of a column, the same for the same. */
function codesOf(column: ContextColumn): (row: number) => number {
  if (column.kind === 'categorical') return (row) => column.codes[row]!
  const pairs = new PairNumbers()
  const number = new Float64Array(1)
  const halves = new Int32Array(number.buffer)
  return (row) => {
    // −0 is 0.
    number[0] = column.values[row]! + 0
    return pairs.add(halves[0]!, halves[1]!)
  }
}

function* tableOf(
  encoding: ContextEncoding,
  columns: readonly ContextColumn[],
  firsts: readonly number[],
): Slices<CompressedRows> {
  const read = encoding.reader(columns)
  const offsets = new Int32Array(firsts.length + 1)
  const indices = new Int32Array(firsts.length * columns.length)
  const values = new Float32Array(firsts.length * columns.length)
  let length = 0
  for (const [from, to] of stretches(firsts.length)) {
    for (let row = from; row < to; row++) {
      for (const { feature, amount } of read(firsts[row]!)) {
        indices[length] = feature
        values[length++] = amount
      }
      offsets[row + 1] = length
    }
    yield
  }
  return {
    rows: firsts.length,
    columns: encoding.features,
    offsets,
    indices: indices.slice(0, length),
    values: values.slice(0, length),
  }
}
