import { refuse, shown } from '../input/refuse'
import { GrowingInts, GrowingSingles } from '../interactions/growing'
import { type Id, IdCollector, type IdTable, isId, refuseId } from '../interactions/id-table'
import type { CompressedRows } from '../sparse'

/**
 * What is known of one item or user beside its events: an embedding, whoever made it, or named words, numbers and
 * embeddings: `{ brand: 'acme', tags: ['new', 'red'], price: 12.5, text: Float32Array.of(…) }`.
 */
export type FeaturesOfOne = Vector | Readonly<Record<string, FeatureValue>>
export type FeatureValue = string | number | boolean | readonly string[] | Vector | undefined
type Vector = Float32Array | Float64Array

/** The features of many, by id. */
export type FeatureSource<I extends Id> = Iterable<readonly [I, FeaturesOfOne]>

/** Features in numbers, one row per item or user; a row without any is empty. */
export interface Features {
  /** What each column of `rows` stands for: `brand=acme`, `price`. */
  readonly names: readonly string[]
  /** Words as 1, numbers as they are. */
  readonly rows: CompressedRows
  /** How many numbers an embedding has, 0 where there are none; several of one item stand one after the other. */
  readonly width: number
  /** rows × width; zeros where an item has none. */
  readonly vectors: Float32Array
}

/** Reads features and gives ids that have no events a number after those that have. */
export function encodeFeatures<I extends Id>(
  source: FeatureSource<I>,
  table: IdTable<I>,
  option: string,
): { readonly features: Features; readonly table: IdTable<I> } {
  if (typeof source !== 'object' || source === null || !(Symbol.iterator in source)) {
    refuse('invalid-data', {
      what: `${option} is ${shown(source)}.`,
      where: option,
      fix: 'Pass a Map, or pairs, from id to features.',
    })
  }
  const collector = IdCollector.from(table)
  const byNumber = new Map<number, FeaturesOfOne>()
  let row = 0
  for (const [id, own] of source) {
    if (!isId<I>(id)) refuseId(id, option, row)
    const number = collector.add(id)
    if (byNumber.has(number)) {
      refuse('invalid-data', {
        what: `${option} has ${shown(id)} twice.`,
        where: `${option}, row ${row}`,
        fix: 'Give each id its features once.',
        row,
      })
    }
    byNumber.set(number, own)
    row++
  }
  const all = collector.table()
  const encoder = new FeatureEncoder(option)
  for (let number = 0; number < all.size; number++) encoder.add(all.idOf(number), byNumber.get(number))
  return { features: encoder.features(all.size), table: all }
}

/** The features of an option that may be left out. */
export function described<I extends Id>(
  source: FeatureSource<I> | undefined,
  table: IdTable<I>,
  option: string,
): { readonly features?: Features; readonly table: IdTable<I> } {
  return source === undefined ? { table } : encodeFeatures(source, table, option)
}

class FeatureEncoder {
  readonly #names = new IdCollector<string>()
  readonly #ends = new GrowingInts()
  readonly #columns = new GrowingInts()
  readonly #values = new GrowingSingles()
  readonly #vectors = new Map<number, readonly Vector[]>()
  #widths: readonly number[] | undefined
  #row = 0

  constructor(private readonly option: string) {}

  add(id: Id, own: FeaturesOfOne | undefined): void {
    const vectors: Vector[] = []
    if (isVector(own)) vectors.push(own)
    else if (typeof own === 'object' && own !== null) {
      for (const [name, value] of Object.entries(own)) {
        if (isVector(value)) vectors.push(value)
        else this.#one(id, name, value)
      }
    } else if (own !== undefined) this.#refuse(id, 'features', own)
    if (vectors.length > 0) {
      this.#checkVectors(id, vectors)
      this.#vectors.set(this.#row, vectors)
    }
    this.#ends.push(this.#columns.length)
    this.#row++
  }

  features(rows: number): Features {
    const width = (this.#widths ?? []).reduce((sum, length) => sum + length, 0)
    const vectors = new Float32Array(rows * width)
    for (const [row, own] of this.#vectors) {
      let at = row * width
      for (const vector of own) {
        vectors.set(vector, at)
        at += vector.length
      }
    }
    const offsets = new Int32Array(rows + 1)
    offsets.set(this.#ends.taken(), 1)
    const names = this.#names.table().ids
    return {
      names,
      rows: {
        rows,
        columns: names.length,
        offsets,
        indices: this.#columns.taken(),
        values: this.#values.taken(),
      },
      width,
      vectors,
    }
  }

  #one(id: Id, name: string, value: Exclude<FeatureValue, Vector>): void {
    if (value === undefined || value === false) return
    if (value === true) this.#push(name, 1)
    else if (typeof value === 'string') this.#push(`${name}=${value}`, 1)
    else if (typeof value === 'number' && Number.isFinite(value)) {
      if (value !== 0) this.#push(name, value)
    } else if (Array.isArray(value) && value.every((word) => typeof word === 'string')) {
      for (const word of new Set(value)) this.#push(`${name}=${word}`, 1)
    } else this.#refuse(id, name, value)
  }

  #push(name: string, value: number): void {
    this.#columns.push(this.#names.add(name))
    this.#values.push(value)
  }

  #checkVectors(id: Id, vectors: readonly Vector[]): void {
    const widths = vectors.map(({ length }) => length)
    this.#widths ??= widths
    if (widths.join() !== this.#widths.join()) {
      refuse('invalid-data', {
        what: `The embedding of ${shown(id)} has ${widths.join(' and ')} numbers, others have ${this.#widths.join(' and ')}.`,
        where: `${this.option}, ${shown(id)}`,
        fix: 'Give embeddings of one length, under the same names.',
      })
    }
    for (const vector of vectors) {
      if (vector.every((value) => Number.isFinite(value))) continue
      refuse('not-finite', {
        what: `The embedding of ${shown(id)} holds what is not finite.`,
        where: `${this.option}, ${shown(id)}`,
        fix: 'Repair it, or leave the embedding out.',
      })
    }
  }

  #refuse(id: Id, name: string, value: unknown): never {
    return refuse('invalid-data', {
      what: `The ${name} of ${shown(id)} is ${shown(value)}.`,
      where: `${this.option}, ${shown(id)}, ${name}`,
      fix: 'Pass a text, a finite number, true or false, an array of texts, or an embedding as Float32Array.',
    })
  }
}

function isVector(value: unknown): value is Vector {
  return /^\[object Float(32|64)Array\]$/.test(Object.prototype.toString.call(value))
}
