import type { ChooserInput } from './diversity'

/**
 * Maximal marginal relevance: (1 − strength) · relevance − strength · the greatest likeness to an item chosen before.
 * Of equals the more relevant comes first.
 */
export function* marginal({ relevance, strength, likeness }: ChooserInput): Generator<number> {
  const nearest = new Float64Array(relevance.length)
  const left = new Set(relevance.keys())
  while (left.size > 0) {
    let best = -1
    let most = Number.NEGATIVE_INFINITY
    for (const at of left) {
      const worth = (1 - strength) * relevance[at]! - strength * nearest[at]!
      if (worth > most) {
        most = worth
        best = at
      }
    }
    left.delete(best)
    yield best
    for (const at of left) nearest[at] = Math.max(nearest[at]!, likeness(at, best))
  }
}
