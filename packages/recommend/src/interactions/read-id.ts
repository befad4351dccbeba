import { refuse, shown } from '../input/refuse'
import { type Id, isId, refuseId } from './id-table'

/** Takes an id out of a row, or refuses it by its column and row. */
export type ReadId<I extends Id> = (value: unknown, column: string, row: number) => I

export interface ReadIds<User extends Id, Item extends Id> {
  readonly user: ReadId<User>
  readonly item: ReadId<Item>
}

/** An id as it is in the caller's own rows, whose type says which kind it is. */
export function idAsIs<I extends Id>(value: unknown, column: string, row: number): I {
  return isId<I>(value) ? value : refuseId(value, column, row)
}

/** What the ids of a file are to be. */
export type IdKind = 'text' | 'number'
export type IdOfKind<Kind extends IdKind> = Kind extends 'number' ? number : string

export function idOfKind<Kind extends IdKind>(kind: Kind, option: string): ReadId<IdOfKind<Kind>>
export function idOfKind(kind: IdKind, option: string): ReadId<Id> {
  if (kind === 'text') return (value, column, row) => textId(value, column, row, option)
  if (kind === 'number') return numberId
  return refuse('invalid-option', {
    what: `${option} is ${shown(kind)}.`,
    where: option,
    fix: "Pass 'text' or 'number'.",
  })
}

function textId(value: unknown, column: string, row: number, option: string): string {
  if (typeof value === 'string' && isId<string>(value)) return value
  if (typeof value !== 'number' && typeof value !== 'bigint') return refuseId(value, column, row)
  return refuse('invalid-data', {
    what: `The ${column} is the number ${shown(value)}.`,
    where: `row ${row}, ${column}`,
    fix: `Pass ${option}: 'number' where a file holds ids as numbers.`,
    row,
  })
}

/** `7` and the text `7` are the number 7; `007` is not, since the zeros would be lost. */
function numberId(value: unknown, column: string, row: number): number {
  const number = typeof value === 'number' ? value : Number(value)
  const faithful =
    typeof value === 'number' || (typeof value !== 'object' && String(number) === String(value))
  if (faithful && isId<number>(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number
  return refuse('invalid-data', {
    what: `The ${column} is ${shown(value)}, which does not come back the same from a number.`,
    where: `row ${row}, ${column}`,
    fix: "Read these ids as 'text'.",
    row,
  })
}
