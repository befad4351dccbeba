import { absent, type Model, type Query, type QueryHistory, type ScorePart } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import { currentSession } from '../../recommender/query-history'
import type { TrainingData } from '../../recommender/training-data'
import { SessionIndex } from './session-index'

/** What is special about one of the family of session-based nearest neighbours. */
export interface SessionFormula {
  /** How much an item of the current session counts by its position, from 1 to `length`. */
  readonly weight: (position: number, length: number) => number
  /** By what a past session's shared weights become its likeness. */
  readonly likeness: (session: PastSession, current: CurrentSession) => number
  /** What a like session says for one of its items, as a factor of the likeness. */
  readonly says: (item: SpokenFor, index: SessionIndex) => number
}

export interface PastSession {
  /** How many different items it has. */
  readonly size: number
  /** Milliseconds from its end to the present; 0 where there are no times. */
  readonly age: number
}

export interface CurrentSession {
  /** How many different items it has, and the sum of the squares of their weights. */
  readonly size: number
  readonly squares: number
}

export interface SpokenFor {
  readonly item: number
  /** How many positions the item, at its last, stands from the last item that the session shares with the current one. */
  readonly distance: number
  /** How many steps back in the current session its last shared item is, from 1. */
  readonly steps: number
}

export interface NeighbourOptions {
  /** How many of the most alike sessions speak. */
  readonly neighbours: number
  /** Among how many of the latest sessions with a shared item they are looked for. */
  readonly sample: number
}

/** Looks for past sessions like the current one and recommends what they hold. */
export class SessionNeighbours implements Model {
  readonly scale = 'order'
  readonly foldsIn = true
  readonly similarUsers = absent('it compares sessions, not users.')

  constructor(
    readonly users: number,
    private readonly index: SessionIndex,
    private readonly formula: SessionFormula,
    private readonly options: NeighbourOptions,
  ) {}

  static of(data: TrainingData, formula: SessionFormula, options: NeighbourOptions): SessionNeighbours {
    return new SessionNeighbours(data.users, SessionIndex.of(data.sequences, data.items), formula, options)
  }

  get items(): number {
    return this.index.items
  }

  score({ history }: Query, scores: Float64Array): void {
    const asking = this.#asking(history)
    for (const { session, likeness } of this.#nearest(asking)) {
      this.#eachItem(session, asking, (item, factor) => {
        const amount = likeness * factor
        scores[item] = Number.isNaN(scores[item]!) ? amount : scores[item]! + amount
      })
    }
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    this.score(
      { user: -1, history: { items: Int32Array.of(item), weights: Float32Array.of(1), times: undefined } },
      scores,
    )
  }

  /** A likeness is a sum over the shared items, so each gets its part of what the session says. */
  readonly explain = ({ history }: Query, wanted: number): readonly ScorePart[] => {
    const asking = this.#asking(history)
    const amounts = new Map<number, number>()
    for (const { session, likeness, shared } of this.#nearest(asking)) {
      this.#eachItem(session, asking, (item, factor) => {
        if (item !== wanted) return
        for (const own of new Set(this.index.itemsOf(session))) {
          const known = asking.byItem.get(own)
          if (known === undefined) continue
          const part = (likeness * factor * known.weight) / shared
          amounts.set(known.position, (amounts.get(known.position) ?? 0) + part)
        }
      })
    }
    return Array.from(amounts, ([position, amount]) => ({ kind: 'history' as const, position, amount }))
  }

  /** New sessions are put beside the old ones. */
  readonly update = async (data: TrainingData): Promise<Model> =>
    SessionNeighbours.of(data, this.formula, this.options)

  arrays(): NamedArrays {
    return { users: { values: Int32Array.of(this.users) }, ...this.index.arrays() }
  }

  #asking(history: QueryHistory): Asking {
    const { items, times, start } = currentSession(history)
    const byItem = new Map<number, { position: number; weight: number; steps: number }>()
    items.forEach((item, at) => {
      byItem.set(item, {
        position: start + at,
        weight: this.formula.weight(at + 1, items.length),
        steps: items.length - at,
      })
    })
    let squares = 0
    for (const { weight } of byItem.values()) squares += weight * weight
    return { byItem, squares, now: times?.[times.length - 1] }
  }

  /** The most alike of the latest sessions that share an item; of equals the later. */
  #nearest({ byItem, squares, now }: Asking): Neighbour[] {
    const { holderOffsets, holders, ends, sizes, timed } = this.index
    const { neighbours, sample } = this.options
    const shared = new Map<number, number>()
    for (const [item, { weight }] of byItem) {
      for (let at = holderOffsets[item]!; at < holderOffsets[item + 1]!; at++) {
        const session = holders[at]!
        shared.set(session, (shared.get(session) ?? 0) + weight)
      }
    }
    const later = (a: number, b: number) => ends[b]! - ends[a]! || b - a
    let found = [...shared.keys()]
    if (found.length > sample) found = found.sort(later).slice(0, sample)
    const current = { size: byItem.size, squares }
    const like = found.map((session): Neighbour => {
      const sum = shared.get(session)!
      // Someone may ask by a history from before a session ended.
      const age = timed && now !== undefined ? Math.max(0, now - ends[session]!) : 0
      const likeness = sum * this.formula.likeness({ size: sizes[session]!, age }, current)
      return { session, likeness, shared: sum }
    })
    return like
      .filter(({ likeness }) => likeness > 0)
      .sort((a, b) => b.likeness - a.likeness || later(a.session, b.session))
      .slice(0, neighbours)
  }

  #eachItem(session: number, { byItem }: Asking, visit: (item: number, factor: number) => void): void {
    const items = this.index.itemsOf(session)
    const lastAt = new Map<number, number>()
    let anchor = 0
    let steps = Number.POSITIVE_INFINITY
    items.forEach((item, at) => {
      lastAt.set(item, at)
      const known = byItem.get(item)
      if (known === undefined) return
      anchor = at
      steps = Math.min(steps, known.steps)
    })
    for (const [item, at] of lastAt) {
      visit(item, this.formula.says({ item, distance: Math.abs(at - anchor), steps }, this.index))
    }
  }
}

interface Asking {
  /** The items of the current session at their last position. */
  readonly byItem: ReadonlyMap<
    number,
    { readonly position: number; readonly weight: number; readonly steps: number }
  >
  readonly squares: number
  readonly now: number | undefined
}

interface Neighbour {
  readonly session: number
  readonly likeness: number
  /** The sum of the weights of the shared items. */
  readonly shared: number
}
