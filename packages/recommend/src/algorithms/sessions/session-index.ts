import type { Sequences } from '../../interactions/sequences'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import { offsetsOf } from '../../sparse'

/** Past sessions by the items that they hold. */
export class SessionIndex {
  readonly count: number
  /** The sessions that hold each item, each once: those of item i from `holderOffsets[i]` on. */
  readonly holderOffsets: Int32Array
  readonly holders: Int32Array
  /** How many different items each session has. */
  readonly sizes: Int32Array
  /** How many events each item has. */
  readonly events: Int32Array

  constructor(
    readonly items: number,
    private readonly sequences: Pick<Sequences, 'offsets' | 'items'>,
    /** When each session ended, in milliseconds since 1970; without times they count as ending in their order. */
    readonly ends: Float64Array,
    readonly timed: boolean,
  ) {
    this.count = sequences.offsets.length - 1
    this.sizes = new Int32Array(this.count)
    this.events = new Int32Array(items)
    for (const item of sequences.items) this.events[item]!++
    const itemOf: number[] = []
    const sessionOf: number[] = []
    for (let session = 0; session < this.count; session++) {
      const own = new Set(this.itemsOf(session))
      this.sizes[session] = own.size
      for (const item of own) {
        itemOf.push(item)
        sessionOf.push(session)
      }
    }
    this.holderOffsets = offsetsOf(Int32Array.from(itemOf), items)
    const next = this.holderOffsets.slice()
    this.holders = new Int32Array(itemOf.length)
    itemOf.forEach((item, at) => {
      this.holders[next[item]!++] = sessionOf[at]!
    })
  }

  static of({ count, offsets, items, times }: Sequences, itemCount: number): SessionIndex {
    const ends = Float64Array.from({ length: count }, (_, session) =>
      times ? (times[offsets[session + 1]! - 1] ?? 0) : session,
    )
    return new SessionIndex(itemCount, { offsets, items }, ends, times !== undefined)
  }

  static restore(arrays: SavedArrays): SessionIndex {
    const count = arrays.shape('ends')[0] ?? 0
    const [items = 0, timed] = arrays.counts('size', 2)
    const offsets = arrays.offsets('offsets', count)
    const sequences = { offsets, items: arrays.numbers('items', offsets[count]!, items) }
    return new SessionIndex(items, sequences, arrays.float64('ends', [count]), timed === 1)
  }

  /** The items of a session in the order of time, repeats included. */
  itemsOf(session: number): Int32Array {
    const { offsets, items } = this.sequences
    return items.subarray(offsets[session]!, offsets[session + 1]!)
  }

  arrays(): NamedArrays {
    return {
      size: { values: Int32Array.of(this.items, this.timed ? 1 : 0) },
      offsets: { values: this.sequences.offsets },
      items: { values: this.sequences.items },
      ends: { values: this.ends },
    }
  }
}
