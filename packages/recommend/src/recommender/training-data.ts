import type { Features } from '../features/features'
import type { Histories } from '../interactions/histories'
import { type Sequences, sequencesOf } from '../interactions/sequences'
import {
  atOnce,
  type CompressedRows,
  type Duplicates,
  inSlices,
  mergeSlices,
  transposeSlices,
} from '../sparse'

/** What an algorithm learns from. Its parts are made when first asked for, and must not be changed. */
export class TrainingData {
  #byUser: CompressedRows | undefined
  #byItem: CompressedRows | undefined
  #sequences: Sequences | undefined

  constructor(
    readonly users: number,
    readonly items: number,
    /** Every event that counts, by user and in the order of time, repeats included. */
    readonly histories: Histories,
    readonly duplicates: Duplicates,
    /** What else is known: a row per item or user; items without any event may be among them. */
    readonly features: { readonly items?: Features; readonly users?: Features } = {},
  ) {}

  /** Every session of the log, or every user where it has none, each in the order of time. */
  get sequences(): Sequences {
    this.#sequences ??= sequencesOf(this.histories)
    return this.#sequences
  }

  /** users × items: what each user's events with each item come to. Within a row: in the order of first contact. */
  get byUser(): CompressedRows {
    this.#byUser ??= atOnce(mergeSlices(this.#events, this.duplicates))
    return this.#byUser
  }

  /** items × users: the same, by item. Within a row: by user number. */
  get byItem(): CompressedRows {
    this.#byItem ??= atOnce(transposeSlices(this.byUser))
    return this.#byItem
  }

  /** Makes `byUser` and `byItem` and lets other work in between: of millions of events they take a while. */
  async prepare(breathe: () => Promise<void>, part: 'byUser' | 'byItem' = 'byItem'): Promise<void> {
    this.#byUser ??= await inSlices(mergeSlices(this.#events, this.duplicates), breathe)
    if (part === 'byItem') this.#byItem ??= await inSlices(transposeSlices(this.#byUser), breathe)
  }

  get #events(): CompressedRows {
    const { offsets, items, weights } = this.histories
    return { rows: this.users, columns: this.items, offsets, indices: items, values: weights }
  }
}
