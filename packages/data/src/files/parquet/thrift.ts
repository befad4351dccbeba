import { Damaged } from '../damaged'

/** A struct of Thrift's compact protocol: its fields by number. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>
export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct

/** Files nest a handful of levels. */
const deepest = 32

/** The type numbers of the compact protocol that Parquet uses. */
const type = {
  stop: 0,
  yes: 1,
  no: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
}

/**
 * Reads structs of the compact protocol, and lets no length pass that the bytes cannot hold: hyparquet allocates by
 * such lengths before it looks.
 */
export class ThriftReader {
  /** Where the next byte to read is. */
  position: number

  constructor(
    private readonly bytes: Uint8Array,
    start = 0,
  ) {
    this.position = start
  }

  struct(depth = 0): ThriftStruct {
    if (depth > deepest) throw new Damaged('a header nests too deeply')
    const fields = new Map<number, ThriftValue>()
    let field = 0
    for (;;) {
      const byte = this.#byte()
      if ((byte & 0x0f) === type.stop) return fields
      field = byte >> 4 ? field + (byte >> 4) : this.#int()
      fields.set(field, this.#value(byte & 0x0f, depth))
    }
  }

  #value(kind: number, depth: number): ThriftValue {
    switch (kind) {
      case type.yes:
      case type.no:
        return kind === type.yes
      case type.byte:
        return (this.#byte() << 24) >> 24
      case type.i16:
      case type.i32:
        return this.#int()
      case type.i64:
        return this.#long()
      case type.double:
        return new DataView(this.#take(8).slice().buffer).getFloat64(0, true)
      case type.binary:
        return this.#take(this.#length())
      case type.list:
        return this.#list(depth)
      case type.struct:
        return this.struct(depth + 1)
      default:
        throw new Damaged(`a header has a value of the unknown type ${kind}`)
    }
  }

  #list(depth: number): ThriftValue[] {
    const byte = this.#byte()
    const size = byte >> 4 === 15 ? this.#length() : byte >> 4
    const kind = byte & 0x0f
    if (size > this.bytes.length - this.position) throw new Damaged(`a header has a list of ${size} entries`)
    const isTruth = kind === type.yes || kind === type.no
    return Array.from({ length: size }, () => (isTruth ? this.#byte() === 1 : this.#value(kind, depth + 1)))
  }

  #take(length: number): Uint8Array {
    if (length > this.bytes.length - this.position)
      throw new Damaged(`a header has a text of ${length} bytes`)
    this.position += length
    return this.bytes.subarray(this.position - length, this.position)
  }

  #byte(): number {
    const byte = this.bytes[this.position++]
    if (byte === undefined) throw new Damaged('a header ends too early')
    return byte
  }

  #length(): number {
    return Number(this.#varint(5))
  }

  #int(): number {
    return Number(BigInt.asIntN(32, unfold(this.#varint(5))))
  }

  #long(): bigint {
    return BigInt.asIntN(64, unfold(this.#varint(10)))
  }

  #varint(mostBytes: number): bigint {
    let value = 0n
    for (let at = 0; at < mostBytes; at++) {
      const byte = this.#byte()
      value |= BigInt(byte & 0x7f) << BigInt(7 * at)
      if (byte < 0x80) return value
    }
    throw new Damaged('a header has a number that is too long')
  }
}

/** Zigzag folds negative numbers in between the positive ones. */
const unfold = (value: bigint) => (value >> 1n) ^ -(value & 1n)

export function structIn(fields: ThriftStruct, field: number): ThriftStruct | undefined {
  const value = fields.get(field)
  return isStruct(value) ? value : undefined
}

export function listIn(fields: ThriftStruct, field: number): readonly ThriftValue[] {
  const value = fields.get(field)
  return Array.isArray(value) ? value : []
}

/** A whole number of at least 0. */
export function countIn(fields: ThriftStruct, field: number, name: string): number {
  const value = fields.get(field)
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Number(value)
  }
  throw new Damaged(`its ${name} is ${value === undefined ? 'missing' : String(value)}`)
}

export function isStruct(value: ThriftValue | undefined): value is ThriftStruct {
  return typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value)
}
