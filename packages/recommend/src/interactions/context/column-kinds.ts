import { refuse, shown } from '../../input/refuse'

/** A column, and what its values are. */
export interface ColumnKind<Kind extends string> {
  readonly name: string
  readonly kind: Kind
}

/** How columns are asked for: by name alone, or by name and kind. */
export type KindsOption<Kind extends string> = readonly string[] | Readonly<Record<string, Kind>>

/**
 * @param where the option.
 * @param kindOf what a column is that is given by name alone.
 * @throws GraftError `invalid-option` naming the column.
 */
export function readColumnKinds<Kind extends string>(
  option: unknown,
  kinds: readonly Kind[],
  where: string,
  kindOf: (name: string) => Kind,
): readonly ColumnKind<Kind>[] {
  const refuseOption = (what: string, value: unknown): never =>
    refuse('invalid-option', {
      what: `${what} is ${shown(value)}.`,
      where,
      fix: `Name each column once: ${where}: ['device', 'hour'], or say what it holds, { price: 'numeric' }: ${kinds.map(shown).join(', ')}.`,
    })
  if (typeof option !== 'object' || option === null) return refuseOption(where, option)
  const pairs: (readonly [unknown, unknown])[] = Array.isArray(option)
    ? option.map((name) => [name, undefined])
    : Object.entries(option)
  const seen = new Set<string>()
  return pairs.map(([name, kind]) => {
    if (typeof name !== 'string' || name === '') return refuseOption('The name of a column', name)
    if (seen.has(name)) return refuseOption('A name that stands there twice', name)
    seen.add(name)
    const known = kind === undefined ? kindOf(name) : kinds.find((own) => own === kind)
    return { name, kind: known ?? refuseOption(`What ${shown(name)} holds`, kind) }
  })
}
