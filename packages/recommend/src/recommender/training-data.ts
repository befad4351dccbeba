import type { Features } from '../features/features'
import type { Histories } from '../interactions/histories'
import { type Sequences, sequencesOf } from '../interactions/sequences'
import { type CompressedRows, type Duplicates, mergeRepeats, transpose } from '../sparse'

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
    const { offsets, items, weights } = this.histories
    this.#byUser ??= mergeRepeats(
      { rows: this.users, columns: this.items, offsets, indices: items, values: weights },
      this.duplicates,
    )
    return this.#byUser
  }

  /** items × users: the same, by item. Within a row: by user number. */
  get byItem(): CompressedRows {
    this.#byItem ??= transpose(this.byUser)
    return this.#byItem
  }
}
