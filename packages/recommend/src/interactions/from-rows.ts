import { refuse, shown } from '../input/refuse'
import type { Id } from './id-table'
import type { Interactions } from './interactions'
import { type InteractionOptions, LogBuilder } from './log-builder'
import { idAsIs } from './read-id'

/** What a row holds under a column, as far as it is an id. */
export type IdIn<Row, Column extends string> = Column extends keyof Row ? Extract<Row[Column], Id> : never

/**
 * A log out of rows in memory.
 *
 * @param rows one object per event, such as `{ user: 'ann', item: 7, time: new Date(), kind: 'buy' }`.
 * @throws GraftError `invalid-data` naming the row and column of a missing or wrong value, `invalid-option`.
 *
 * @example
 * const log = interactions([
 *   { uid: 'ann', sku: '007', at: '2026-05-01' },
 *   { uid: 'bob', sku: '007', at: '2026-05-02' },
 * ], { user: 'uid', item: 'sku', time: 'at' })
 * log.items // ['007']
 */
export function interactions<
  Row extends object,
  const UserColumn extends string = 'user',
  const ItemColumn extends string = 'item',
>(
  rows: Iterable<Row>,
  options: InteractionOptions<UserColumn, ItemColumn> = {},
): Interactions<IdIn<Row, UserColumn>, IdIn<Row, ItemColumn>> {
  const log = new LogBuilder<IdIn<Row, UserColumn>, IdIn<Row, ItemColumn>>(options, {
    user: idAsIs,
    item: idAsIs,
  })
  if (typeof rows !== 'object' || rows === null || !(Symbol.iterator in rows)) {
    refuse('invalid-data', {
      what: `rows is ${shown(rows)}.`,
      where: 'rows',
      fix: 'Pass an array or another iterable of objects; for files and streams use readInteractions.',
    })
  }
  for (const row of rows) log.add(row)
  return log.build()
}
