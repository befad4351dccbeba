import { RandomKey } from '@graftjs/base'

/** A click in a shop by someone who is not known: only the visit is. */
export interface Click {
  readonly user: string
  readonly item: string
  readonly time: number
}

/**
 * Visits to a shop, each with an errand: someone looks for one of 25 kinds of things, goes from a thing mostly to one of
 * the next two of its kind, sometimes to the one that goes with it, seldom anywhere. Numbers are drawn by a seed.
 */
export function simulatedVisits(count: number, seed = 1): Click[] {
  const key = RandomKey.from(seed)
  return Array.from({ length: count }, (_, visit) => {
    const draws = key.fold(visit).uniform(40)
    const start = Date.UTC(2026, 0, 1) + visit * 90_000
    let kind = Math.floor(KINDS * draws[0]! ** 1.5)
    let place = Math.floor(PER_KIND * draws[1]!)
    return Array.from({ length: 2 + Math.floor(8 * draws[2]! ** 2) }, (_, at) => {
      const [way, step] = [draws[3 + 3 * at]!, draws[4 + 3 * at]!]
      if (at > 0 && way < 0.1) kind = Math.floor(KINDS * step)
      else if (at > 0 && way < 0.25) kind = (kind + 7) % KINDS
      if (at > 0) place = (place + 1 + Math.floor(2 * step)) % PER_KIND
      return { user: `visit ${visit}`, item: `thing ${kind}-${place}`, time: start + 20_000 * at }
    })
  }).flat()
}

const KINDS = 25
const PER_KIND = 20
