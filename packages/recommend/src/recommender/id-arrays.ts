import { type Id, IdTable, isId } from '../interactions/id-table'
import type { NamedArrays } from './named-arrays'
import type { SavedArrays } from './saved-arrays'

/**
 * Ids as arrays: which of them are numbers, those numbers, and the text of the others one after the other. So `'007'`
 * stays a text and `7` a number.
 */
export function idsToSave(name: string, { ids }: IdTable<Id>): NamedArrays {
  const areNumbers = Uint8Array.from(ids, (id) => (typeof id === 'number' ? 1 : 0))
  const numbers = Float64Array.from(ids.filter((id) => typeof id === 'number'))
  const texts = ids.filter((id) => typeof id === 'string').map((id) => new TextEncoder().encode(id))
  const ends = new Int32Array(texts.length + 1)
  texts.forEach((text, at) => {
    ends[at + 1] = ends[at]! + text.length
  })
  const bytes = new Uint8Array(ends[texts.length]!)
  texts.forEach((text, at) => {
    bytes.set(text, ends[at]!)
  })
  return {
    [`${name}.are-numbers`]: { values: areNumbers },
    [`${name}.numbers`]: { values: numbers },
    [`${name}.text-ends`]: { values: ends },
    [`${name}.texts`]: { values: bytes },
  }
}

/** @throws GraftError `invalid-file`. */
export function idsFromFile<I extends Id>(name: string, arrays: SavedArrays): IdTable<I> {
  const areNumbers = arrays.bytes(`${name}.are-numbers`, [undefined])
  const numbers = arrays.float64(`${name}.numbers`, [areNumbers.filter((is) => is === 1).length])
  const count = areNumbers.length - numbers.length
  const ends = arrays.offsets(`${name}.text-ends`, count)
  const bytes = arrays.bytes(`${name}.texts`, [ends[count]!])
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const ids: I[] = []
  let number = 0
  let text = 0
  for (const isNumber of areNumbers) {
    let id: unknown
    try {
      id = isNumber === 1 ? numbers[number++] : decoder.decode(bytes.subarray(ends[text]!, ends[++text]!))
    } catch {
      arrays.refuse(`${name}.texts is not UTF-8 at text ${text}.`)
    }
    if (!isId<I>(id)) return arrays.refuse(`${name} holds what is no id at ${ids.length}.`)
    ids.push(id)
  }
  if (new Set(ids).size < ids.length) arrays.refuse(`${name} names an id twice.`)
  return new IdTable(ids)
}
