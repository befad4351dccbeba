import type { FitContext } from '../../recommender/fit-context'
import { absent, type Model, type Query, type ScorePart } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import { currentSession } from '../../recommender/query-history'
import { rowsToSave, type SavedArrays } from '../../recommender/saved-arrays'
import type { TrainingData } from '../../recommender/training-data'
import { type CompressedRows, offsetsOf } from '../../sparse'

/** Which part of the current session asks: the last item, or all of them. */
export type Evidence = 'last' | 'all'

export interface FittedRules {
  readonly users: number
  /** items × items: how strongly an item leads to others, strongest first. */
  readonly rules: CompressedRows
  readonly evidence: Evidence
}

/** Rules from item to item, asked with the current session. */
export class RulesModel implements Model {
  readonly scale = 'count'
  readonly foldsIn = true
  readonly similarUsers = absent('it has rules from items to items, not of users.')

  constructor(
    private readonly own: FittedRules,
    readonly update: Model['update'],
  ) {}

  get users(): number {
    return this.own.users
  }

  get items(): number {
    return this.own.rules.rows
  }

  score(query: Query, scores: Float64Array): void {
    for (const { item } of this.#asking(query)) {
      this.#eachRule(item, (other, strength) => {
        scores[other] = Number.isNaN(scores[other]!) ? strength : scores[other]! + strength
      })
    }
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    this.#eachRule(item, (other, strength) => {
      scores[other] = strength
    })
  }

  readonly explain = (query: Query, item: number): readonly ScorePart[] => {
    const parts: ScorePart[] = []
    for (const { item: asking, position } of this.#asking(query)) {
      this.#eachRule(asking, (other, amount) => {
        if (other === item) parts.push({ kind: 'history', position, amount })
      })
    }
    return parts
  }

  arrays(): NamedArrays {
    const { users, rules } = this.own
    return { size: { values: Int32Array.of(users, rules.rows) }, ...rowsToSave('rules', rules) }
  }

  /** The items that ask, each once, with the position of its last event. */
  #asking({ history }: Query): { readonly item: number; readonly position: number }[] {
    const { items, start } = currentSession(history)
    const last = new Map<number, number>()
    for (let at = this.own.evidence === 'last' ? items.length - 1 : 0; at < items.length; at++) {
      if (at >= 0) last.set(items[at]!, start + at)
    }
    return Array.from(last, ([item, position]) => ({ item, position }))
  }

  #eachRule(item: number, visit: (other: number, strength: number) => void): void {
    const { offsets, indices, values } = this.own.rules
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) visit(indices[at]!, values[at]!)
  }
}

export function savedRules(arrays: SavedArrays, evidence: Evidence): FittedRules {
  const [users = 0, items = 0] = arrays.counts('size', 2)
  return { users, rules: arrays.rows('rules', items, items), evidence }
}

/** What one sequence adds to the rules of one of its items. */
export type AddRules = (
  items: Int32Array,
  item: number,
  add: (other: number, strength: number) => void,
) => void

/**
 * Counts the rules of every item over all sequences that hold it and keeps the strongest; of equals the one that was
 * met first.
 */
export async function countRules(
  { sequences, items }: TrainingData,
  keep: number | false,
  addRules: AddRules,
  context: FitContext,
): Promise<CompressedRows> {
  const holders = holdersOf(sequences.items, sequences.offsets, items)
  const strengths = new Float64Array(items)
  const rowOf: number[] = []
  const indices: number[] = []
  const values: number[] = []
  for (let item = 0; item < items; item++) {
    await context.breathe()
    const met = new Set<number>()
    for (let at = holders.offsets[item]!; at < holders.offsets[item + 1]!; at++) {
      const sequence = holders.sequences[at]!
      const own = sequences.items.subarray(sequences.offsets[sequence]!, sequences.offsets[sequence + 1]!)
      addRules(own, item, (other, strength) => {
        met.add(other)
        strengths[other]! += strength
      })
    }
    const strongest = [...met].sort((a, b) => strengths[b]! - strengths[a]!) // stable: of equals the first met
    for (const other of keep === false ? strongest : strongest.slice(0, keep)) {
      rowOf.push(item)
      indices.push(other)
      values.push(strengths[other]!)
    }
    for (const other of met) strengths[other] = 0
    if (item % 256 === 255) context.report({ step: item + 1, steps: items })
  }
  context.report({ step: items, steps: items })
  return {
    rows: items,
    columns: items,
    offsets: offsetsOf(Int32Array.from(rowOf), items),
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  }
}

/** The sequences that hold each item, each once and in their order. */
function holdersOf(
  sequenceItems: Int32Array,
  sequenceOffsets: Int32Array,
  items: number,
): { readonly offsets: Int32Array; readonly sequences: Int32Array } {
  const itemOf: number[] = []
  const sequences: number[] = []
  for (let sequence = 0; sequence + 1 < sequenceOffsets.length; sequence++) {
    for (const item of new Set(
      sequenceItems.subarray(sequenceOffsets[sequence], sequenceOffsets[sequence + 1]),
    )) {
      itemOf.push(item)
      sequences.push(sequence)
    }
  }
  const offsets = offsetsOf(Int32Array.from(itemOf), items)
  const next = offsets.slice()
  const ordered = new Int32Array(itemOf.length)
  itemOf.forEach((item, at) => {
    ordered[next[item]!++] = sequences[at]!
  })
  return { offsets, sequences: ordered }
}
