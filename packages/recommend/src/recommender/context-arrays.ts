import type { ContextColumn } from '../interactions/context/context-columns'
import type { ContextName } from '../interactions/context/context-option'
import type { NamedArrays } from './named-arrays'
import type { SavedArrays } from './saved-arrays'

/** A column of the context as a file names it; only categorical ones have categories. */
export interface SavedContextName extends ContextName {
  readonly categories: readonly string[]
}

/** Names, kinds and categories as text of JSON. */
export function contextNamesToSave(
  columns: readonly (ContextName & { readonly categories?: readonly string[] })[],
): Uint8Array {
  const named = columns.map(({ name, kind, categories = [] }) => ({ name, kind, categories }))
  return new TextEncoder().encode(JSON.stringify(named))
}

/** @throws GraftError `invalid-file`. */
export function savedContextNames(array: string, arrays: SavedArrays): readonly SavedContextName[] {
  let columns: unknown
  try {
    const bytes = arrays.bytes(array, [undefined])
    columns = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return arrays.refuse(`${array} is not JSON.`)
  }
  if (!Array.isArray(columns) || columns.length === 0 || !columns.every(isSavedName))
    return arrays.refuse(`${array} does not name the columns of the context.`)
  for (const names of [columns.map(({ name }) => name), ...columns.map(({ categories }) => categories)]) {
    if (new Set(names).size < names.length) arrays.refuse(`${array} names something twice.`)
  }
  return columns
}

function isSavedName(value: unknown): value is SavedContextName {
  if (typeof value !== 'object' || value === null) return false
  if (!('name' in value && 'kind' in value && 'categories' in value)) return false
  const { name, kind, categories } = value
  return (
    typeof name === 'string' &&
    (kind === 'categorical' || kind === 'numeric') &&
    Array.isArray(categories) &&
    categories.every((category) => typeof category === 'string')
  )
}

/** The context of events: codes from 1 and 0 for unknown; amounts, and which of them are known. */
export function contextToSave(prefix: string, columns: readonly ContextColumn[]): NamedArrays {
  const arrays = columns.map((column, at): NamedArrays => {
    if (column.kind === 'categorical')
      return { [`${prefix}.${at}`]: { values: column.codes.map((code) => code + 1) } }
    const known = Uint8Array.from(column.values, (value) => (Number.isNaN(value) ? 0 : 1))
    return {
      [`${prefix}.${at}`]: { values: column.values.map((value) => value || 0) },
      [`${prefix}.${at}.known`]: { values: known },
    }
  })
  return Object.assign({ [`${prefix}.columns`]: { values: contextNamesToSave(columns) } }, ...arrays)
}

/** @throws GraftError `invalid-file`. */
export function savedContext(
  prefix: string,
  arrays: SavedArrays,
  events: number,
): ContextColumn[] | undefined {
  if (!arrays.has(`${prefix}.columns`)) return undefined
  return savedContextNames(`${prefix}.columns`, arrays).map(
    ({ name, kind, categories }, at): ContextColumn => {
      if (kind === 'categorical') {
        const codes = arrays.numbers(`${prefix}.${at}`, events, categories.length + 1)
        return { kind, name, codes: codes.map((code) => code - 1), categories }
      }
      const known = arrays.bytes(`${prefix}.${at}.known`, [events])
      const values = arrays.float64(`${prefix}.${at}`, [events])
      return { kind, name, values: values.map((value, row) => (known[row] === 1 ? value : Number.NaN)) }
    },
  )
}
