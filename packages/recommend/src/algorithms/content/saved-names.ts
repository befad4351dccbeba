import type { SavedArrays } from '../../recommender/saved-arrays'

/** The names of so many columns, from the array `content.names`, or of another prefix, of a saved model. */
export function savedNames(arrays: SavedArrays, count: number, prefix = 'content'): readonly string[] {
  let names: unknown
  try {
    const bytes = arrays.bytes(`${prefix}.names`, [undefined])
    names = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    arrays.refuse(`${prefix}.names is not JSON.`)
  }
  return isNames(names) && names.length === count
    ? names
    : arrays.refuse(`${prefix}.names does not name every column.`)
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}
