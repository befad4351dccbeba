import { refuse, shown } from '../input/refuse'

/** The items that a column such as histories has for a user, or a refusal. */
export function itemsOfUser<I>(rows: ArrayLike<Iterable<I>>, user: number, name: string): Iterable<I> {
  const items = rows[user]
  if (typeof items === 'object' && items !== null && Symbol.iterator in items) return items
  return refuse({
    what:
      user < rows.length
        ? `${name}[${user}] is ${shown(items)}, not a list of items.`
        : `${name} has ${rows.length} users and nothing for user ${user}.`,
    where: `${name}[${user}]`,
    fix: `Pass ${name} as an array or set of items for every user, in the same order.`,
    row: user,
  })
}
