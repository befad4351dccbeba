import type { Features } from '../../features/features'
import { refuse, shown } from '../../input/refuse'

/** Users by what they have in common, such as their country. */
export interface Segments {
  readonly count: number
  /** The segment of each user, −1 where unknown. */
  readonly of: Int32Array
}

/** The segments that a word of the users' features makes. */
export function segmentsBy(name: string, features: Features | undefined, users: number): Segments {
  const columns = new Map(
    (features?.names ?? [])
      .flatMap((own, column) => (own.startsWith(`${name}=`) ? [column] : []))
      .map((column, segment) => [column, segment]),
  )
  if (!features || columns.size === 0) {
    refuse('invalid-option', {
      what: `No user has the feature ${shown(name)}, by which segments are to be made.`,
      where: 'popularity.segment',
      fix: `Pass userFeatures to fit, such as new Map([['ann', { ${name}: 'north' }]]).`,
    })
  }
  const of = new Int32Array(users).fill(-1)
  const { offsets, indices } = features.rows
  for (let user = 0; user < users; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++)
      of[user] = columns.get(indices[at]!) ?? of[user]!
  }
  return { count: columns.size, of }
}
