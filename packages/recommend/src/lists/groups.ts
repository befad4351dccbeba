import { refuse, shown } from '../input/refuse'

/** A group of items, such as a brand. */
export type Group = string | number
/** The groups of an item: one, several, or none. */
export type Groups = Group | readonly Group[] | undefined | null

/** The groups of an item, each once. */
export function groupsOf(groups: Groups): readonly Group[] {
  if (groups === undefined || groups === null) return []
  if (isGroup(groups)) return [groups]
  if (Array.isArray(groups) && groups.every(isGroup)) return [...new Set(groups)]
  return refuse('invalid-data', {
    what: `The groups of an item are ${shown(groups)}.`,
    where: 'per, groups',
    fix: 'Return the name or number of its group, an array of several, or undefined for none; no promise.',
  })
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value))
}
