import { refuse, shown } from '../input/refuse'

/**
 * One setting that a search may choose: every value stands at a share between 0 and 1 of the dimension, and
 * equal stretches are equally likely at first.
 */
export interface Dimension<T> {
  /** `choice` has no order between its values; `range` has. */
  readonly kind: 'choice' | 'range'
  /** How many values there are; Infinity for real numbers. */
  readonly size: number
  /** The value at a share from 0 up to, not including, 1. */
  readonly at: (share: number) => T
}

/** The settings of a search and what may be chosen for each. */
export type Space<P> = { readonly [K in keyof P]: Dimension<P[K]> }

/** One of these values. */
export function choice<const T>(values: readonly T[]): Dimension<T> {
  if (values.length === 0) refuseRange('values', 'is empty', 'Pass at least one value.')
  return { kind: 'choice', size: values.length, at: (share) => values[Math.floor(share * values.length)]! }
}

/** A real number from `low` to `high`. */
export function uniform(low: number, high: number): Dimension<number> {
  checkRange(low, high, -Infinity)
  return { kind: 'range', size: Infinity, at: (share) => low + share * (high - low) }
}

/** A real number from `low` to `high`, each order of magnitude equally likely: learning rates, penalties. */
export function logUniform(low: number, high: number): Dimension<number> {
  checkRange(low, high, 0)
  const [from, to] = [Math.log(low), Math.log(high)]
  return {
    kind: 'range',
    size: Infinity,
    at: (share) => Math.min(high, Math.max(low, Math.exp(from + share * (to - from)))),
  }
}

/** A whole number from `low` to `high`, both included. */
export function integer(low: number, high: number): Dimension<number> {
  if (!Number.isInteger(low) || !Number.isInteger(high)) {
    refuseRange('integer', `runs from ${shown(low)} to ${shown(high)}`, 'Pass whole numbers.')
  }
  checkRange(low, high, -Infinity)
  const size = high - low + 1
  return { kind: 'range', size, at: (share) => low + Math.floor(share * size) }
}

function checkRange(low: number, high: number, above: number): void {
  if (Number.isFinite(low) && Number.isFinite(high) && low <= high && low > above) return
  refuseRange(
    'a range',
    `runs from ${shown(low)} to ${shown(high)}`,
    above === 0 ? 'Pass finite numbers above 0, the lower first.' : 'Pass finite numbers, the lower first.',
  )
}

function refuseRange(where: string, what: string, fix: string): never {
  return refuse({ what: `${where} ${what}.`, where: 'space', fix, code: 'invalid-option' })
}

/** The names of a space's settings, in their order. */
export function namesOf<P>(space: Space<P>): (keyof P & string)[] {
  const names: (keyof P & string)[] = []
  for (const name in space) names.push(name)
  if (names.length === 0) {
    refuse({
      what: 'space is empty.',
      where: 'space',
      fix: 'Name at least one setting.',
      code: 'invalid-option',
    })
  }
  return names
}

/** Where a candidate stands in every dimension of a space. */
export type Position = Readonly<Record<string, number>>

/** The settings at a position. */
export function settingsAt<P>(space: Space<P>, position: Position): P {
  const settings: Partial<P> = {}
  for (const name of namesOf(space)) {
    const share = position[name]
    if (share === undefined || !(share >= 0 && share < 1)) {
      refuse({
        what: `A trial stands at ${shown(share)} of ${shown(name)}.`,
        where: 'resume',
        fix: 'Resume with the trials of the same search and space.',
      })
    }
    settings[name] = space[name].at(share)
  }
  if (isComplete(settings, space)) return settings
  return refuse({ what: 'A setting is missing.', where: 'space', fix: 'Name every setting once.' })
}

function isComplete<P>(settings: Partial<P>, space: Space<P>): settings is P {
  return namesOf(space).every((name) => name in settings)
}
