import { refuse, shown } from '../input/refuse'

/** One setting of an algorithm: its default, and how a value from outside is checked. */
export interface Setting<Value> {
  readonly default: Value
  /** Returns the value, or refuses it by the name of the option. */
  readonly read: (value: unknown, name: string) => Value
}

/** The settings of an algorithm by name, as a table. */
export type SettingsTable = Readonly<Record<string, Setting<unknown>>>

/** What a caller may pass: any of the settings. */
export type OptionsOf<Table extends SettingsTable> = {
  readonly [Name in keyof Table]?: Table[Name] extends Setting<infer Value> ? Value : never
}

/** What the algorithm gets: all of them. */
export type SettingsOf<Table extends SettingsTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never
}

/**
 * Every setting of the table, from the options where given. Saved settings come back the same way.
 *
 * @throws GraftError `invalid-option` for a value out of range or an option that the table does not have.
 */
export function readSettings<Table extends SettingsTable>(
  table: Table,
  options: unknown,
  owner: string,
): SettingsOf<Table> {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    refuse('invalid-option', {
      what: `The options are ${shown(options)}.`,
      where: owner,
      fix: `Pass an object, such as {}; the options are ${Object.keys(table).join(', ') || 'none'}.`,
    })
  }
  const given = new Map<string, unknown>(Object.entries(options))
  for (const name of given.keys()) {
    if (Object.hasOwn(table, name)) continue
    refuse('invalid-option', {
      what: `There is no option ${shown(name)}.`,
      where: owner,
      fix: `The options are ${Object.keys(table).join(', ') || 'none'}.`,
    })
  }
  const read = Object.entries(table).map(([name, setting]) => {
    const value = given.get(name)
    return [name, value === undefined ? setting.default : setting.read(value, `${owner}.${name}`)] as const
  })
  return Object.fromEntries(read) as SettingsOf<Table> // what the type says of each entry, the loop has done
}

/** A whole number. */
export function wholeNumber(options: {
  readonly default: number
  readonly least?: number
  readonly most?: number
}): Setting<number> {
  const { least = 1, most = Number.MAX_SAFE_INTEGER } = options
  return {
    default: options.default,
    read: (value, name) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
        ? value
        : refuseOption(value, name, `a whole number of ${least} or more${upTo(most)}`),
  }
}

/** A finite number. */
export function realNumber(options: {
  readonly default: number
  readonly least?: number
  readonly above?: number
  readonly most?: number
}): Setting<number> {
  const {
    least = Number.NEGATIVE_INFINITY,
    above = Number.NEGATIVE_INFINITY,
    most = Number.MAX_VALUE,
  } = options
  const from = above > least ? `above ${above}` : `of ${least} or more`
  return {
    default: options.default,
    read: (value, name) =>
      typeof value === 'number' && value >= least && value > above && value <= most
        ? value
        : refuseOption(value, name, `a finite number ${from}${upTo(most)}`),
  }
}

/** One of some words. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  byDefault: NoInfer<Word>,
): Setting<Word> {
  return {
    default: byDefault,
    read: (value, name) =>
      words.find((word) => word === value) ?? refuseOption(value, name, words.map(shown).join(', ')),
  }
}

/** A text that is not empty. */
export function text(byDefault: string): Setting<string> {
  return {
    default: byDefault,
    read: (value, name) =>
      typeof value === 'string' && value !== ''
        ? value
        : refuseOption(value, name, 'a text that is not empty'),
  }
}

/** Some names, each once, or all that there are, which is the default. */
export const namesOrAll: Setting<'all' | readonly string[]> = {
  default: 'all',
  read: (value, name) =>
    value === 'all' || areNames(value)
      ? value
      : refuseOption(value, name, "'all' or an array of names, each once"),
}

function areNames(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.every((own) => typeof own === 'string' && own !== '') &&
    new Set(value).size === value.length
  )
}

/** The seed of what is drawn by chance. */
export const seed = wholeNumber({ default: 1, least: Number.MIN_SAFE_INTEGER })

/** A setting that may be `false`, which turns off what it is about. */
export function orOff<Value>(
  setting: Setting<Value>,
  byDefault: Value | false = false,
): Setting<Value | false> {
  return {
    default: byDefault,
    read: (value, name) => (value === false ? false : setting.read(value, name)),
  }
}

function upTo(most: number): string {
  return most < Number.MAX_SAFE_INTEGER ? `, at most ${most}` : ''
}

function refuseOption(value: unknown, name: string, wanted: string): never {
  return refuse('invalid-option', {
    what: `${name} is ${shown(value)}.`,
    where: name,
    fix: `Pass ${wanted}.`,
  })
}
