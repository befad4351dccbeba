import type { Id } from '../interactions/id-table'
import type { QueryHistory, ScorePart } from '../recommender/model'
import type { Reason } from './list-options'

/**
 * The parts of a score by the item that they come from, the weightiest first. Where only the `most` are wanted, the
 * others are one: the amounts always add up to the score.
 */
export function reasonsOf<Item extends Id>(
  parts: readonly ScorePart[],
  history: QueryHistory,
  idOf: (item: number) => Item,
  most = Number.POSITIVE_INFINITY,
): Reason<Item>[] {
  const sum = parts.reduce((total, { amount }) => total + amount, 0)
  const byItem = new Map<number, number>()
  const byName = new Map<string, number>()
  for (const part of parts) {
    if (part.kind === 'base') byName.set(part.name, (byName.get(part.name) ?? 0) + part.amount)
    else {
      const item = history.items[part.position]!
      byItem.set(item, (byItem.get(item) ?? 0) + part.amount)
    }
  }
  const share = (amount: number) => (sum === 0 ? 0 : amount / sum)
  const reasons: Reason<Item>[] = [
    ...Array.from(byItem, ([item, amount]) => ({ because: idOf(item), amount, share: share(amount) })),
    ...Array.from(byName, ([base, amount]) => ({ base, amount, share: share(amount) })),
  ]
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
  if (reasons.length <= most) return reasons
  const rest = reasons.slice(most).reduce((total, { amount }) => total + amount, 0)
  return [...reasons.slice(0, most), { base: 'other reasons', amount: rest, share: share(rest) }]
}
