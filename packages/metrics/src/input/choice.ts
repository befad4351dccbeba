import { refuseOption } from './refuse'

/** One of the values that an option may have, or a refusal that lists them. */
export function asChoice<const C extends string>(value: C, name: string, choices: readonly C[]): C {
  if (choices.includes(value)) return value
  const others = choices.slice(0, -1).map((choice) => `'${choice}'`)
  return refuseOption(value, name, `Pass ${others.join(', ')} or '${choices.at(-1)}'.`)
}
