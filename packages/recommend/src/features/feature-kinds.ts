import { refuse, shown } from '../input/refuse'
import type { ContextKind } from '../interactions/context/context-option'
import { readAmount, readCategory } from '../interactions/context/context-value'
import type { FeatureValue } from './features'

/** What the values of a column of features are: as in the context of events, or several words, or an embedding. */
export type FeatureKind = ContextKind | 'words' | 'vector'

/** Reads a value of a column, or refuses it by column and row; undefined where it is unknown. */
export const featureKinds = {
  categorical: readCategory,
  numeric(value, column, row) {
    const amount = readAmount(value, column, row)
    return Number.isNaN(amount) ? undefined : amount
  },
  words(value, column, row) {
    const words = listOf(value, /\s+/).map((word) => readCategory(word, column, row))
    return words.filter((word) => word !== undefined)
  },
  vector(value, column, row) {
    const numbers = listOf(value, /[\s,]+/).map((number) => readAmount(number, column, row))
    if (numbers.length === 0) return undefined
    const at = numbers.findIndex((number) => Number.isNaN(number))
    return at < 0 ? Float32Array.from(numbers) : refuseGap(column, row, at)
  },
} as const satisfies Record<FeatureKind, (value: unknown, column: string, row: number) => FeatureValue>

/** What the types of RecBole's atomic files are. */
const ofRecBole = new Map<string, FeatureKind>([
  ['token', 'categorical'],
  ['float', 'numeric'],
  ['token_seq', 'words'],
  ['float_seq', 'vector'],
])

/** @param header a name with its type, `class:token_seq`. @throws GraftError `invalid-file`. */
export function recBoleFeature(header: string): FeatureKind {
  const [name, type = 'token'] = header.split(':')
  return (
    ofRecBole.get(type) ??
    refuse('invalid-file', {
      what: `The column ${shown(name)} is of the type ${shown(type)}.`,
      where: `header, ${name}`,
      fix: `Write ${[...ofRecBole.keys()].join(', ')} behind its colon.`,
    })
  )
}

/** What a text or an array holds, one after the other. */
function listOf(value: unknown, between: RegExp): unknown[] {
  if (value === undefined || value === null || value === '') return []
  if (typeof value === 'string') return value.split(between).filter((part) => part !== '')
  if (typeof value === 'object' && Symbol.iterator in value && isIterable(value)) return [...value]
  return [value]
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function'
}

function refuseGap(column: string, row: number, at: number): never {
  return refuse('invalid-data', {
    what: `Number ${at} of the ${column} is missing.`,
    where: `row ${row}, ${column}`,
    fix: 'Repair the embedding, or leave it out as a whole.',
    row,
  })
}
