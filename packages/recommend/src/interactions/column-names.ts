/** Under which names a source holds the parts of an event; those left out are not read. */
export interface ColumnNames {
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
}

/** The names to read by, where `has` tells which columns there are. */
export function columnNames(options: ColumnOptions, has: (column: string) => boolean): ColumnNames {
  const name = (part: 'time' | 'kind' | 'weight' | 'session') => {
    const asked = options[part] ?? (has(part) ? part : undefined)
    return asked === false ? undefined : asked
  }
  return {
    user: options.user ?? 'user',
    item: options.item ?? 'item',
    time: name('time'),
    kind: name('kind'),
    weight: name('weight'),
    session: name('session'),
  }
}
