import type { DataType } from 'apache-arrow'

/** Makes of what apache-arrow has for a value what a row should hold. */
export type ValueReader = (value: unknown) => unknown

/** How values of a type are read; null stays null. */
export function valueReader(type: DataType): ValueReader {
  const read = readers[type.typeId]?.(type)
  return read
    ? (value) => (value === null || value === undefined ? null : read(value))
    : (value) => value ?? null
}

const list = (type: DataType): ValueReader => {
  const each = valueReader(type.children[0]!.type)
  return (value) => (isIterable(value) ? Array.from(value, each) : null)
}

const date = (): ValueReader => (value) => new Date(Number(value))

/** The types whose values are not what JavaScript programs expect, by their numbers. */
const readers: { readonly [typeId: number]: (type: DataType) => ValueReader } = {
  [-1]: (type) =>
    'dictionary' in type && isType(type.dictionary) ? valueReader(type.dictionary) : (value) => value,
  7: (type) => {
    const scale = 'scale' in type ? Number(type.scale) : 0
    return (value) => (isWords(value) ? Number(`${wholeOf(value)}e${-scale}`) : null)
  },
  8: date,
  10: date,
  12: list,
  13: (type) => {
    const fields = new Map(type.children.map((field) => [field.name, valueReader(field.type)]))
    return (value) => entriesOf(value, (name) => fields.get(name))
  },
  16: list,
  17: (type) => {
    const pair = type.children[0]!.type
    const each = valueReader(pair.children[1]!.type)
    return (value) => entriesOf(value, () => each)
  },
  21: list,
}

function entriesOf(value: unknown, readerOf: (name: string) => ValueReader | undefined): object {
  const entries = Object.entries(Object(value))
  return Object.fromEntries(entries.map(([name, one]) => [name, readerOf(name)?.(one)]))
}

/** A whole number out of its 32-bit words, the lowest first, in two's complement. */
function wholeOf(words: Uint32Array): bigint {
  let value = 0n
  for (let at = words.length - 1; at >= 0; at--) value = (value << 32n) | BigInt(words[at]!)
  return BigInt.asIntN(32 * words.length, value)
}

const isWords = (value: unknown): value is Uint32Array =>
  ArrayBuffer.isView(value) && 'BYTES_PER_ELEMENT' in value && value.BYTES_PER_ELEMENT === 4
const isType = (value: unknown): value is DataType =>
  typeof value === 'object' && value !== null && 'typeId' in value
const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value
