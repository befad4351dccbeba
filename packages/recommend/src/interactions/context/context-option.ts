import { refuse, shown } from '../../input/refuse'

/** What the values of a column are: words of which each stands for itself, or amounts. */
export type ContextKind = 'categorical' | 'numeric'

/**
 * Columns of what surrounded each event. Of a name alone every value is a category; what counts as an amount is said:
 * `['device', 'hour']`, `{ device: 'categorical', price: 'numeric' }`.
 */
export type ContextOption = readonly string[] | Readonly<Record<string, ContextKind>>

/** A column of the context, as it is to be read. */
export interface ContextName {
  readonly name: string
  readonly kind: ContextKind
}

const kinds: readonly ContextKind[] = ['categorical', 'numeric']

/**
 * @param kindOf what a column is that is given by name alone.
 * @throws GraftError `invalid-option` naming the column.
 */
export function readContextOption(
  option: unknown,
  kindOf: (name: string) => ContextKind = () => 'categorical',
): readonly ContextName[] {
  if (option === undefined) return []
  if (typeof option !== 'object' || option === null) return refuseContext('context', option)
  const pairs: (readonly [unknown, unknown])[] = Array.isArray(option)
    ? option.map((name) => [name, undefined])
    : Object.entries(option)
  const seen = new Set<string>()
  return pairs.map(([name, kind]) => {
    if (typeof name !== 'string' || name === '') return refuseContext('The name of a column', name)
    if (seen.has(name)) return refuseContext('A name that stands there twice', name)
    seen.add(name)
    const known = kind === undefined ? kindOf(name) : kinds.find((own) => own === kind)
    return { name, kind: known ?? refuseContext(`What ${shown(name)} holds`, kind) }
  })
}

function refuseContext(what: string, value: unknown): never {
  return refuse('invalid-option', {
    what: `${what} is ${shown(value)}.`,
    where: 'context',
    fix: "Name each column once: context: ['device', 'hour'], or { device: 'categorical', price: 'numeric' }.",
  })
}
