import type { Features } from '../../features/features'
import type { NamedArrays } from '../../recommender/named-arrays'
import { rowsToSave, type SavedArrays } from '../../recommender/saved-arrays'
import type { CompressedRows } from '../../sparse'
import { savedNames } from './saved-names'

/** What a history adds up to: a sum of unit vectors. */
export interface Profile {
  readonly words: Float64Array
  readonly vector: Float64Array
}

/** What is known of items, as vectors of length 1: of words by TF-IDF, and embeddings. */
export class Content {
  constructor(
    /** The features as they were given; new items are added to them. */
    readonly features: Features,
    /** Rows of length 1, or empty. */
    private readonly words: CompressedRows,
    /** items × width, rows of length 1, or zeros. */
    private readonly vectors: Float32Array,
  ) {}

  get items(): number {
    return this.words.rows
  }

  profile(): Profile {
    return { words: new Float64Array(this.words.columns), vector: new Float64Array(this.features.width) }
  }

  addTo({ words, vector }: Profile, item: number, weight: number): void {
    for (let at = this.words.offsets[item]!; at < this.words.offsets[item + 1]!; at++) {
      words[this.words.indices[at]!]! += weight * this.words.values[at]!
    }
    const start = item * vector.length
    for (let at = 0; at < vector.length; at++) vector[at]! += weight * this.vectors[start + at]!
  }

  /** Scores every item of which something is known. */
  score(profile: Profile, share: number, scores: Float64Array, only?: Int32Array): void {
    const score = (item: number) => {
      if (this.#isKnown(item)) scores[item] = this.#product(profile, item, this.#share(share))
    }
    if (only) only.forEach(score)
    else for (let item = 0; item < this.items; item++) score(item)
  }

  likeness(first: number, second: number, share: number): number {
    const profile = this.profile()
    this.addTo(profile, first, 1)
    return this.#product(profile, second, this.#share(share))
  }

  arrays(): NamedArrays {
    const names = new TextEncoder().encode(JSON.stringify(this.features.names))
    const { rows, vectors, width } = this.features
    return {
      'content.names': { values: names },
      'content.size': { values: Int32Array.of(rows.rows, rows.columns, width) },
      ...rowsToSave('content.words', rows),
      'content.vectors': { values: vectors },
    }
  }

  /** The share of words: all where there are no embeddings, none where there are no words. */
  #share(wanted: number): number {
    if (this.features.width === 0) return 1
    return this.words.columns === 0 ? 0 : wanted
  }

  #product({ words, vector }: Profile, item: number, share: number): number {
    let ofWords = 0
    for (let at = this.words.offsets[item]!; at < this.words.offsets[item + 1]!; at++) {
      ofWords += words[this.words.indices[at]!]! * this.words.values[at]!
    }
    let ofVectors = 0
    const start = item * vector.length
    for (let at = 0; at < vector.length; at++) ofVectors += vector[at]! * this.vectors[start + at]!
    return share * ofWords + (1 - share) * ofVectors
  }

  #isKnown(item: number): boolean {
    if (this.words.offsets[item + 1]! > this.words.offsets[item]!) return true
    const { width } = this.features
    for (let at = item * width; at < (item + 1) * width; at++) if (this.vectors[at] !== 0) return true
    return false
  }
}

/** Weighs words by their rarity and brings every vector to the length 1. */
export function contentOf(features: Features): Content {
  const { rows, vectors, width } = features
  const counts = new Int32Array(rows.columns)
  for (const column of rows.indices) counts[column]!++
  const described = Array.from({ length: rows.rows }, (_, row) => rows.offsets[row + 1]! > rows.offsets[row]!)
  const all = described.filter(Boolean).length
  const values = Float32Array.from(
    rows.indices,
    (column, at) => rows.values[at]! * (1 + Math.log((1 + all) / (1 + counts[column]!))),
  )
  for (let row = 0; row < rows.rows; row++)
    toUnit(values.subarray(rows.offsets[row]!, rows.offsets[row + 1]!))
  const units = vectors.slice()
  if (width > 0)
    for (let row = 0; row < rows.rows; row++) toUnit(units.subarray(row * width, (row + 1) * width))
  return new Content(features, { ...rows, values }, units)
}

function toUnit(vector: Float32Array): void {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at]! /= length
}

/** What was known, and beside or instead of it what is new; `items` counts all. */
export function renewedContent(known: Content, added: Features | undefined, items: number): Content {
  const before = known.features
  const names = [...before.names]
  const columnOf = new Map(names.map((name, column) => [name, column]))
  for (const name of added?.names ?? []) if (!columnOf.has(name)) columnOf.set(name, names.push(name) - 1)
  const width = Math.max(before.width, added?.width ?? 0)
  const offsets = new Int32Array(items + 1)
  const indices: number[] = []
  const values: number[] = []
  const vectors = new Float32Array(items * width)
  for (let item = 0; item < items; item++) {
    const isNew = added !== undefined && isDescribed(added, item)
    const from = isNew ? added : before
    if (item < from.rows.rows) {
      for (let at = from.rows.offsets[item]!; at < from.rows.offsets[item + 1]!; at++) {
        const column = from.rows.indices[at]!
        indices.push(isNew ? columnOf.get(added.names[column]!)! : column)
        values.push(from.rows.values[at]!)
      }
      vectors.set(from.vectors.subarray(item * from.width, (item + 1) * from.width), item * width)
    }
    offsets[item + 1] = indices.length
  }
  const rows = {
    rows: items,
    columns: names.length,
    offsets,
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  }
  return contentOf({ names, rows, width, vectors })
}

function isDescribed({ rows, width, vectors }: Features, item: number): boolean {
  if (rows.offsets[item + 1]! > rows.offsets[item]!) return true
  return vectors.subarray(item * width, (item + 1) * width).some((value) => value !== 0)
}

export function savedContent(arrays: SavedArrays): Content {
  const [items, columns, width] = arrays.int32('content.size', [3])
  if (!(items! >= 0 && columns! >= 0 && width! >= 0)) return arrays.refuse('content.size is negative.')
  const names = savedNames(arrays, columns!)
  const rows = arrays.rows('content.words', items!, columns!)
  return contentOf({
    names,
    rows,
    width: width!,
    vectors: arrays.float32('content.vectors', [items! * width!]),
  })
}
