import type { Features } from '../../features/features'
import { unitRows } from '../../features/unit-rows'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import { savedNames } from './saved-names'

/**
 * What is known of an item → the numbers that describe it in a model: a base, and a row of numbers for each word and
 * each number of an embedding, times how much the item has of it (see `unitRows`).
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
    const { offsets, indices, values } = unitRows(features)
    const words = features.names.length
    const columns = Int32Array.from({ length: words + features.width }, (_, column) => {
      if (column < words) return this.#columnOf.get(features.names[column]!) ?? -1
      return features.width === this.width ? this.names.length + column - words : -1
    })
    const size = this.base.length
    const described = new Map<number, Float32Array>()
    for (const row of rows) {
      if (row >= offsets.length - 1) continue
      let known = false
      const sum = this.base.slice()
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        const column = columns[indices[at]!]!
        if (column < 0) continue
        known = true
        for (let d = 0; d < size; d++) sum[d]! += values[at]! * this.weights[column * size + d]!
      }
      if (known) described.set(row, sum)
    }
    return described
  }

  arrays(): NamedArrays {
    const { names, width, base, weights } = this
    return {
      'content.names': { values: new TextEncoder().encode(JSON.stringify(names)) },
      'content.width': { values: Int32Array.of(width) },
      'content.base': { values: base },
      'content.weights': { values: weights, shape: [names.length + width, base.length] },
    }
  }

  /** The map of a saved model, if it has one. */
  static restore(arrays: SavedArrays, size: number): ContentMap | undefined {
    if (!arrays.has('content.names')) return undefined
    const [columns = 0] = arrays.shape('content.weights')
    const [width = 0] = arrays.numbers('content.width', 1, columns + 1)
    const names = savedNames(arrays, columns - width)
    const base = arrays.float32('content.base', [size])
    return new ContentMap(names, width, base, arrays.float32('content.weights', [columns, size]))
  }
}
