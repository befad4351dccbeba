import { totalmem } from 'node:os'
import { refuse } from '../input/refuse'
import type { EventColumns } from '../interactions/event-columns'
import type { Id } from '../interactions/id-table'

/** How large a log is. */
export interface LogSize {
  readonly users: number
  readonly items: number
  readonly events: number
  /** The columns of the context that is learnt from, and the features that they have. */
  readonly context: { readonly columns: number; readonly features: number }
}

export const sizeOf = ({ users, items, userOf, context = [] }: EventColumns<Id, Id>): LogSize => ({
  users: users.size,
  items: items.size,
  events: userOf.length,
  context: {
    columns: context.length,
    features: context.reduce((sum, own) => sum + (own.kind === 'numeric' ? 1 : own.categories.length), 0),
  },
})

/** Bytes that a fit takes at its peak, about: in the memory that kernels share, and beside it. */
export interface MemoryNeed {
  readonly shared: number
  readonly own: number
}

/** What an algorithm needs beyond what every fit does. */
export type MemoryOf<Settings> = (size: LogSize, settings: Settings) => MemoryNeed

/** The most that the kernels' 32-bit addresses reach. */
const MOST_SHARED = 2 ** 32

/** What every fit takes: histories and the merged entries by user, and for the kernels their copies both ways. */
export function needOf({ users, items, events }: LogSize, special: MemoryNeed): MemoryNeed {
  const ends = 8 * (users + items)
  return { shared: special.shared + 16 * events + ends, own: special.own + 24 * events + ends }
}

/** Factors of users and items: learnt in shared memory, with as much to learn by, and copied for the model. */
export const factorMemory: MemoryOf<{ readonly factors: number }> = ({ users, items }, { factors }) => {
  const bytes = 4 * Math.ceil(factors / 8) * 8 * (users + items)
  return { shared: 2 * bytes, own: bytes }
}

/** Copies of the entries by item, or what a fit holds of each event beside, in bytes. */
export const perEvent =
  (bytes: number): MemoryOf<unknown> =>
  ({ events }) => ({ shared: 0, own: bytes * events })

/**
 * What is held of every two items that someone has both of, in bytes. Of users with as many events each as all have on
 * the mean, whose items are drawn at random; how much some items are preferred makes them fewer, and some users more.
 */
export const perPair =
  (bytes: number): MemoryOf<unknown> =>
  ({ users, items, events }) => {
    const most = items * items
    const drawn = (events * events) / Math.max(1, users)
    return { shared: 0, own: most === 0 ? 0 : bytes * most * (1 - Math.exp(-drawn / most)) }
  }

/** Refuses a fit that cannot end well before it begins. */
export function assertFits(algorithm: string, size: LogSize, { shared, own }: MemoryNeed): void {
  const bytes = shared + own
  const limit = process.constrainedMemory?.() || Number.POSITIVE_INFINITY
  const machine = Math.min(limit, totalmem())
  if (shared <= MOST_SHARED && bytes <= machine) return
  const why =
    shared > MOST_SHARED
      ? `${shownBytes(shared)} of them in the memory that threads share, which has at most ${shownBytes(MOST_SHARED)}`
      : `and this machine has ${shownBytes(machine)}`
  refuse('unsupported', {
    what: `The fit needs about ${shownBytes(bytes)} of memory for ${size.users} users, ${size.items} items and ${size.events} events, ${why}.`,
    where: `${algorithm}.fit`,
    fix: 'Leave out rare items and users, kCore(log, { users: 5, items: 20 }), or take itemKnn or ials, whose memory grows with events and factors only.',
  })
}

/** Bytes in a unit that one reads. */
export function shownBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
