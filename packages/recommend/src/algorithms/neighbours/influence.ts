import type { NamedArrays } from '../../recommender/named-arrays'
import { rowsToSave, type SavedArrays } from '../../recommender/saved-arrays'
import type { CompressedRows } from '../../sparse'

/** items × items: how much an item that someone chose speaks for others. */
export interface Influence {
  readonly items: number
  /** Adds weight times the influence of an item to scores, which hold NaN where nothing was added. */
  add(item: number, weight: number, scores: Float64Array): void
  of(item: number, other: number): number
  arrays(): NamedArrays
}

/** Every item speaks for some others. */
export class SparseInfluence implements Influence {
  constructor(readonly rows: CompressedRows) {}

  static restore(arrays: SavedArrays): SparseInfluence {
    const items = arrays.shape('influence.offsets')[0]! - 1
    return new SparseInfluence(arrays.rows('influence', items, items))
  }

  get items(): number {
    return this.rows.rows
  }

  add(item: number, weight: number, scores: Float64Array): void {
    const { offsets, indices, values } = this.rows
    for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry++) {
      const other = indices[entry]!
      const amount = weight * values[entry]!
      scores[other] = Number.isNaN(scores[other]!) ? amount : scores[other]! + amount
    }
  }

  of(item: number, other: number): number {
    const { offsets, indices, values } = this.rows
    const entry = indices.subarray(offsets[item]!, offsets[item + 1]!).indexOf(other)
    return entry < 0 ? 0 : values[offsets[item]! + entry]!
  }

  arrays(): NamedArrays {
    return rowsToSave('influence', this.rows)
  }
}

/** Every item speaks for or against every other; what is 0 says nothing. */
export class DenseInfluence implements Influence {
  constructor(
    readonly items: number,
    private readonly values: Float32Array,
  ) {}

  static restore(arrays: SavedArrays): DenseInfluence {
    const items = arrays.shape('influence')[0]!
    return new DenseInfluence(items, arrays.float32('influence', [items, items]))
  }

  add(item: number, weight: number, scores: Float64Array): void {
    const row = this.values.subarray(item * this.items, (item + 1) * this.items)
    for (let other = 0; other < row.length; other++) {
      const amount = weight * row[other]!
      if (amount !== 0) scores[other] = Number.isNaN(scores[other]!) ? amount : scores[other]! + amount
    }
  }

  of(item: number, other: number): number {
    return this.values[item * this.items + other]!
  }

  arrays(): NamedArrays {
    return { influence: { values: this.values, shape: [this.items, this.items] } }
  }
}
