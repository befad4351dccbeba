import { refuse, shown } from '../input/refuse'
import {
  type ContextKind,
  type ContextName,
  type ContextOption,
  readContextOption,
} from './context/context-option'

/** Under which names a source holds the parts of an event; those left out are not read. */
export interface ColumnNames extends PartNames {
  readonly context: readonly ContextName[]
}

/** The parts of which an event has one each. */
export interface PartNames {
  readonly user: string
  readonly item: string
  readonly time: string | undefined
  readonly kind: string | undefined
  readonly weight: string | undefined
  readonly session: string | undefined
}

export interface ColumnOptions<UserColumn extends string = string, ItemColumn extends string = string> {
  /** The column of the user's id; `'user'` by default. */
  readonly user?: UserColumn
  /** The column of the item's id; `'item'` by default. */
  readonly item?: ItemColumn
  /** The column of the moment of the event; `'time'` by default if there is one, `false` for none. */
  readonly time?: string | false
  /** The column of what happened (view, buy …); `'kind'` by default if there is one. */
  readonly kind?: string | false
  /** The column of how much an event counts, such as a rating; `'weight'` by default if there is one. */
  readonly weight?: string | false
  /** The column of the visit that the event belongs to; `'session'` by default if there is one. */
  readonly session?: string | false
  /**
   * Columns of what surrounded the events, such as the device, the hour or the price shown; none by default. Every value
   * is a category, compared as text, `['device', 'hour']`, unless it is said to be an amount: `{ price: 'numeric' }`.
   * What is null, left out or an empty text is unknown.
   */
  readonly context?: ContextOption
}

/**
 * The names to read by, where `has` tells which columns there are.
 *
 * @param kindOf what a column of the context is that is given by name alone.
 */
export function columnNames(
  options: ColumnOptions,
  has: (column: string) => boolean,
  kindOf?: (column: string) => ContextKind,
): ColumnNames {
  const name = (part: 'time' | 'kind' | 'weight' | 'session') => {
    const asked = options[part] ?? (has(part) ? part : undefined)
    return asked === false ? undefined : asked
  }
  const parts = {
    user: options.user ?? 'user',
    item: options.item ?? 'item',
    time: name('time'),
    kind: name('kind'),
    weight: name('weight'),
    session: name('session'),
  }
  const context = readContextOption(options.context, kindOf)
  for (const { name } of context) {
    for (const [part, column] of Object.entries(parts)) if (column === name) refuseTwoParts(name, part)
  }
  return { ...parts, context }
}

function refuseTwoParts(column: string, part: string): never {
  return refuse('invalid-option', {
    what: `The column ${shown(column)} is both the ${part} and a context.`,
    where: `context, ${column}`,
    fix: `Leave it out of context${part === 'user' || part === 'item' ? '' : `, or pass ${part}: false`}; a copy of it has a name of its own.`,
  })
}
