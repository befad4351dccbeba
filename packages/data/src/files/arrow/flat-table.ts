import { Damaged } from '../damaged'

/**
 * A table of FlatBuffers that is read with every place checked: apache-arrow takes places and lengths at their word,
 * and allocates by them.
 */
export class FlatTable {
  readonly #view: DataView
  readonly #position: number
  readonly #fields: number
  readonly #fieldCount: number
  readonly #size: number

  constructor(view: DataView, position: number) {
    this.#view = view
    this.#position = within(view, position, 4)
    this.#fields = within(view, position - view.getInt32(position, true), 4)
    const fieldBytes = view.getUint16(this.#fields, true)
    this.#size = view.getUint16(this.#fields + 2, true)
    within(view, this.#fields, fieldBytes)
    within(view, position, this.#size)
    this.#fieldCount = Math.max(0, Math.floor((fieldBytes - 4) / 2))
  }

  /** The table that the bytes begin with. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return new FlatTable(view, view.getUint32(within(view, 0, 4), true))
  }

  /** A whole number of 1, 2, 4 or 8 bytes; 0 where it is left out. */
  number(field: number, bytes: 1 | 2 | 4 | 8): number {
    const at = this.#place(field, bytes)
    if (at === undefined) return 0
    if (bytes === 8) return safe(this.#view.getBigInt64(at, true))
    if (bytes === 4) return this.#view.getInt32(at, true)
    return bytes === 2 ? this.#view.getInt16(at, true) : this.#view.getUint8(at)
  }

  table(field: number): FlatTable | undefined {
    const at = this.#place(field, 4)
    return at === undefined ? undefined : new FlatTable(this.#view, at + this.#view.getUint32(at, true))
  }

  /** A list of elements of so many bytes; texts are lists of bytes. */
  list(field: number, bytes: number): { readonly start: number; readonly length: number } {
    const at = this.#place(field, 4)
    if (at === undefined) return { start: 0, length: 0 }
    const start = within(this.#view, at + this.#view.getUint32(at, true), 4)
    const length = this.#view.getUint32(start, true)
    within(this.#view, start + 4, length * bytes)
    return { start: start + 4, length }
  }

  tables(field: number): FlatTable[] {
    const { start, length } = this.list(field, 4)
    return Array.from({ length }, (_, index) => {
      const at = start + 4 * index
      return new FlatTable(this.#view, at + this.#view.getUint32(at, true))
    })
  }

  /** Pairs of 64-bit numbers, as nodes and buffers are. */
  pairs(field: number): (readonly [number, number])[] {
    const { start, length } = this.list(field, 16)
    return Array.from({ length }, (_, index) => {
      const at = start + 16 * index
      return [safe(this.#view.getBigInt64(at, true)), safe(this.#view.getBigInt64(at + 8, true))] as const
    })
  }

  #place(field: number, bytes: number): number | undefined {
    if (field >= this.#fieldCount) return undefined
    const offset = this.#view.getUint16(this.#fields + 4 + 2 * field, true)
    if (offset === 0) return undefined
    if (offset + bytes > this.#size) throw new Damaged('a header has a field outside of its table')
    return this.#position + offset
  }
}

function within(view: DataView, position: number, bytes: number): number {
  if (position >= 0 && position + bytes <= view.byteLength) return position
  throw new Damaged('a header refers to a place outside of it')
}

function safe(value: bigint): number {
  if (value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value)
  throw new Damaged(`a header has the number ${value}`)
}
