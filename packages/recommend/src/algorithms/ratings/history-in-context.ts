import type { ContextColumn } from '../../interactions/context/context-columns'
import type { QueryHistory } from '../../recommender/model'
import { type Duplicates, PairNumbers } from '../../sparse'
import type { ContextMap, ContextSide } from '../context/context-map'
import { type MergedHistory, mergedHistory } from '../history/merged-history'

/** A history with one entry for each item and context, as a machine learns from, and what surrounded each entry. */
export function historyInContext(
  history: QueryHistory,
  columns: readonly ContextColumn[],
  duplicates: Duplicates,
  map: ContextMap,
): { readonly ratings: MergedHistory; readonly around: readonly ContextSide[] } {
  const read = map.encoding.reader(columns)
  const sides: ContextSide[] = []
  const contexts = new Map<string, number>()
  const pairs = new PairNumbers()
  const numbers = history.items.map((item, position) => {
    const parts = read(position)
    const key = JSON.stringify(parts)
    if (!contexts.has(key)) contexts.set(key, sides.push(map.sum(parts)) - 1)
    return pairs.add(item, contexts.get(key)!)
  })
  const merged = mergedHistory({ ...history, items: numbers }, duplicates)
  return {
    ratings: { ...merged, items: merged.items.map((pair) => pairs.firsts[pair]!) },
    around: Array.from(merged.items, (pair) => sides[pairs.seconds[pair]!]!),
  }
}
