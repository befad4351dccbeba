import { refuse, shown } from './refuse'

/** One of the values that an option may have, or a refusal that lists them. */
export function asChoice<const C extends string>(value: C, name: string, choices: readonly C[]): C {
  if (choices.includes(value)) return value
  const others = choices.slice(0, -1).map((choice) => `'${choice}'`)
  return refuse({
    what: `${name} is ${shown(value)}.`,
    where: name,
    fix: `Pass ${others.join(', ')} or '${choices.at(-1)}'.`,
    code: 'invalid-option',
  })
}
