import { RandomKey } from '@graftjs/base'

/** An event of the small log. */
export interface SmallEvent {
  readonly user: string
  readonly item: number
  readonly time: Date
  readonly weight: number
}

const names = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'joe', 'kim', 'lea'] as const

/**
 * Twelve users and sixteen items of two tastes: even items go with the first six users, odd ones with the others, and
 * now and then someone strays. Each user has six events with weights of 1 … 5 in January 2016.
 */
export function twoTastes(seed = 1): SmallEvent[] {
  const key = RandomKey.from(seed)
  return names.flatMap((user, at) => {
    const taste = at < 6 ? 0 : 1
    const order = key.fold(at).permutation(8)
    const chance = key.fold(100 + at).uniform(16)
    return Array.from({ length: 6 }, (_, event) => ({
      user,
      item: 2 * order[event]! + (chance[event]! < 0.1 ? 1 - taste : taste),
      time: new Date(Date.UTC(2016, 0, 1 + 4 * event, at)),
      weight: 1 + Math.floor(5 * chance[8 + event]!),
    }))
  })
}
