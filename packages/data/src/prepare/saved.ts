import { GraftError } from '@graftjs/base'
import { isRecord } from '../dataset/columns'
import { shown } from '../dataset/options'
import type { Category } from './statistics/categories'
import type { Saved } from './step'

/** Why what was read back is no preparation. */
export function damaged(what: string, where: string): GraftError {
  return new GraftError('invalid-file', {
    what,
    where,
    fix: 'Pass what JSON.parse gives of a preparation that was saved whole with JSON.stringify.',
  })
}

export function savedRecord(value: unknown, where: string): Saved {
  if (isRecord(value)) return value
  throw damaged(`${where} is ${shown(value)}, not an object.`, where)
}

/** Each entry of an object, checked. */
export function savedEntries<Value>(
  value: unknown,
  where: string,
  check: (entry: unknown, where: string) => Value,
): Record<string, Value> {
  const entries = Object.entries(savedRecord(value, where))
  return Object.fromEntries(entries.map(([name, entry]) => [name, check(entry, `${where}.${name}`)]))
}

export function savedList<Value>(
  value: unknown,
  where: string,
  check: (entry: unknown, where: string) => Value,
): Value[] {
  if (!Array.isArray(value)) throw damaged(`${where} is ${shown(value)}, not a list.`, where)
  return value.map((entry, at) => check(entry, `${where}[${at}]`))
}

export function savedNumber(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw damaged(`${where} is ${shown(value)}, not a finite number.`, where)
}

export function savedText(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  throw damaged(`${where} is ${shown(value)}, not a text.`, where)
}

export function savedChoice<Choice extends string>(
  value: unknown,
  where: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((one) => one === value)
  if (choice !== undefined) return choice
  throw damaged(`${where} is ${shown(value)}, not one of ${choices.map(shown).join(', ')}.`, where)
}

export function savedCategory(value: unknown, where: string): Category {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  return savedNumber(value, where)
}
