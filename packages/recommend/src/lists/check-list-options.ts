import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { proposalsKey } from '../search/item-search'
import type { FilterOptions, RecommendOptions } from './list-options'

/** What is wanted of each option, as a check and in words. */
const checks = {
  n: [
    (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
    'how many you want: a whole number of 0 or more',
  ],
  seen: [(value) => value === 'exclude' || value === 'include', "'exclude' or 'include'"],
  only: [isIterable, 'an array or another iterable of items'],
  exclude: [isIterable, 'an array or another iterable of items'],
  where: [(value) => typeof value === 'function', 'a function from an item to true or false'],
  rules: [(value) => Array.isArray(value), 'an array of rules'],
  diversity: [
    (value) => typeof value === 'number' || isObject(value),
    'a number from 0 to 1, or { by, strength }',
  ],
  reasons: [
    (value) =>
      typeof value === 'boolean' ||
      (isObject(value) && 'most' in value && Number.isSafeInteger(value.most) && Number(value.most) >= 0),
    'true, false, or { most: how many }',
  ],
  fallback: [
    (value) => Array.isArray(value) && value.every((own) => own === 'popularity' || isObject(own)),
    "an array of fitted recommenders and 'popularity'",
  ],
  search: [
    (value) => isObject(value) && proposalsKey in value,
    'what approximateSearch gave, or leave it out to score every item',
  ],
} as const satisfies Record<keyof RecommendOptions<Id, Id>, readonly [(value: unknown) => boolean, string]>

type OptionName = keyof typeof checks

/**
 * Refuses options that cannot be meant, misspelt ones too: a filter that is not heeded would be worse than an error.
 *
 * @throws GraftError `invalid-option`.
 */
export function checkListOptions<User extends Id, Item extends Id>(
  options: RecommendOptions<User, Item> | FilterOptions<Item>,
  where: string,
  known: readonly OptionName[] = everyName,
): void {
  if (!isObject(options)) {
    refuse('invalid-option', {
      what: `The options are ${shown(options)}.`,
      where,
      fix: 'Pass an object, such as { n: 5 }.',
    })
  }
  for (const [name, value] of Object.entries(options)) {
    const option = known.find((own) => own === name)
    if (!option) {
      refuse('invalid-option', {
        what: `There is no option ${shown(name)}.`,
        where,
        fix: `The options are ${known.join(', ')}.`,
      })
    }
    const [holds, wanted] = checks[option]
    if (value === undefined || holds(value)) continue
    refuse('invalid-option', { what: `${name} is ${shown(value)}.`, where, fix: `Pass ${wanted}.` })
  }
}

export const filterNames: readonly OptionName[] = ['n', 'only', 'exclude', 'where']
const everyName = Object.keys(checks) as OptionName[]

function isIterable(value: unknown): boolean {
  return isObject(value) && Symbol.iterator in value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
