import type { ChooserInput } from './diversity'
import type { Group } from './groups'

/** How much of the history's mixture is added to the list's, so that no group's share is 0 (Steck's α). */
const SMOOTHING = 0.01

/**
 * Calibrated recommendations (Steck, RecSys 2018): each next item maximises (1 − strength) · the sum of relevance −
 * strength · the Kullback-Leibler divergence of the list's mixture of groups from the history's.
 */
export function* calibrated({ relevance, strength, groups, taste }: ChooserInput): Generator<number> {
  const left = new Set(relevance.keys())
  const mixture = new Map<Group, number>()
  let grouped = 0
  while (left.size > 0) {
    let best = -1
    let most = Number.NEGATIVE_INFINITY
    for (const at of left) {
      const own = groups(at)
      const apart = divergence(taste, mixture, own, grouped + (own.length > 0 ? 1 : 0))
      const worth = (1 - strength) * relevance[at]! - strength * apart
      if (worth > most) {
        most = worth
        best = at
      }
    }
    left.delete(best)
    yield best
    const own = groups(best)
    if (own.length > 0) grouped++
    for (const group of own) mixture.set(group, (mixture.get(group) ?? 0) + 1 / own.length)
  }
}

/** KL(taste ‖ the mixture with one more item), where each item shares itself evenly among its groups. */
function divergence(
  taste: ReadonlyMap<Group, number>,
  mixture: ReadonlyMap<Group, number>,
  more: readonly Group[],
  grouped: number,
): number {
  let sum = 0
  for (const [group, share] of taste) {
    const count = (mixture.get(group) ?? 0) + (more.includes(group) ? 1 / more.length : 0)
    const listed = grouped === 0 ? 0 : count / grouped
    sum += share * Math.log(share / ((1 - SMOOTHING) * listed + SMOOTHING * share))
  }
  return sum
}
