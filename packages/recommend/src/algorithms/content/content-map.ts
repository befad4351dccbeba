import type { Features } from '../../features/features'
import { unitRows } from '../../features/unit-rows'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import { savedNames } from './saved-names'

/** Of the arrays' names in a saved model. */
export type ContentPrefix = 'content' | 'user-content'

/**
 * What is known of an item, or of a user, → the numbers that describe it in a model: a base, and a row of numbers for
 * each word and each number of an embedding, times how much the item has of it (see `unitRows`).
 */
export class ContentMap {
  readonly #columnOf: ReadonlyMap<string, number>

  constructor(
    private readonly names: readonly string[],
    /** How many numbers an embedding has. */
    private readonly width: number,
    /** How many numbers describe an item. */
    readonly base: Float32Array,
    /** (names + width) × base */
    private readonly weights: Float32Array,
  ) {
    this.#columnOf = new Map(names.map((name, column) => [name, column]))
  }

  /** The numbers of the items of which something is known, by row. */
  describe(features: Features, rows: Iterable<number>): Map<number, Float32Array> {
    const partsOf = this.partsOf(features)
    const described = new Map<number, Float32Array>()
    for (const row of rows) {
      const parts = partsOf(row)
      if (parts.length === 0) continue
      const sum = this.base.slice()
      for (const { amount, numbers } of parts) {
        for (let d = 0; d < sum.length; d++) sum[d]! += amount * numbers[d]!
      }
      described.set(row, sum)
    }
    return described
  }

  /** How much a row has of each word and number that the map knows, and that one's numbers. */
  partsOf(
    features: Features,
  ): (row: number) => readonly { readonly amount: number; readonly numbers: Float32Array }[] {
    const { offsets, indices, values } = unitRows(features)
    const words = features.names.length
    const columns = Int32Array.from({ length: words + features.width }, (_, column) => {
      if (column < words) return this.#columnOf.get(features.names[column]!) ?? -1
      return features.width === this.width ? this.names.length + column - words : -1
    })
    const size = this.base.length
    return (row) => {
      if (row >= offsets.length - 1) return []
      const parts: { amount: number; numbers: Float32Array }[] = []
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        const column = columns[indices[at]!]!
        if (column < 0) continue
        parts.push({
          amount: values[at]!,
          numbers: this.weights.subarray(column * size, (column + 1) * size),
        })
      }
      return parts
    }
  }

  /** @param prefix tells the map of items from that of users. */
  arrays(prefix: ContentPrefix = 'content'): NamedArrays {
    const { names, width, base, weights } = this
    return {
      [`${prefix}.names`]: { values: new TextEncoder().encode(JSON.stringify(names)) },
      [`${prefix}.width`]: { values: Int32Array.of(width) },
      [`${prefix}.base`]: { values: base },
      [`${prefix}.weights`]: { values: weights, shape: [names.length + width, base.length] },
    }
  }

  /** The map of a saved model, if it has one. */
  static restore(
    arrays: SavedArrays,
    size: number,
    prefix: ContentPrefix = 'content',
  ): ContentMap | undefined {
    if (!arrays.has(`${prefix}.names`)) return undefined
    const [columns = 0] = arrays.shape(`${prefix}.weights`)
    const [width = 0] = arrays.numbers(`${prefix}.width`, 1, columns + 1)
    const names = savedNames(arrays, columns - width, prefix)
    const base = arrays.float32(`${prefix}.base`, [size])
    return new ContentMap(names, width, base, arrays.float32(`${prefix}.weights`, [columns, size]))
  }
}
