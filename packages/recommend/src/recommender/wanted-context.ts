import { refuse, shown } from '../input/refuse'
import type { EventColumns } from '../interactions/event-columns'
import type { Id } from '../interactions/id-table'

/** Which columns of a log's context an algorithm learns from; undefined where it heeds none. */
export type WantedContext = 'all' | readonly string[] | undefined

/**
 * A log's columns with that of the context which is learnt from.
 *
 * @throws GraftError `invalid-option` naming a column that the log does not have.
 */
export function withWantedContext<User extends Id, Item extends Id>(
  { context: all = [], ...columns }: EventColumns<User, Item>,
  wanted: WantedContext,
  algorithm: string,
): EventColumns<User, Item> {
  const names = wanted === 'all' ? all.map(({ name }) => name) : (wanted ?? [])
  const context = names.map((name) => {
    const column = all.find((own) => own.name === name)
    return (
      column ??
      refuseColumn(
        name,
        all.map((own) => own.name),
        algorithm,
      )
    )
  })
  return { ...columns, ...(context.length > 0 && { context }) }
}

function refuseColumn(name: string, known: readonly string[], algorithm: string): never {
  return refuse('invalid-option', {
    what: `The log has no context ${shown(name)}; it has ${known.map(shown).join(', ') || 'none'}.`,
    where: `${algorithm}.context`,
    fix: `Name it when the log is read: context: [${shown(name)}].`,
  })
}
