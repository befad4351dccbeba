import type { ChooserInput } from './diversity'

/** Below this an item adds nothing that those before it do not span. */
const NOTHING = 1e-10

/**
 * The greedy maximum of a determinantal point process with the kernel q(i) · likeness(i, j) · q(j), by growing a
 * Cholesky factor row by row (Chen, Zhang and Zhou, NeurIPS 2018, algorithm 1), where q = exp(relevance · (1 − strength)
 * ÷ (2 · strength)). What spans nothing new follows by relevance.
 */
export function* determinantal({ relevance, strength, likeness }: ChooserInput): Generator<number> {
  const theta = strength > 0 ? (1 - strength) / (2 * strength) : Number.POSITIVE_INFINITY
  const left = new Set(relevance.keys())
  if (Number.isFinite(theta)) {
    const quality = relevance.map((own) => Math.exp(theta * (own - 1)))
    const gains = quality.map((own) => own * own)
    const rows = Array.from(relevance, (): number[] => [])
    while (left.size > 0) {
      let best = -1
      for (const at of left) if (best < 0 || gains[at]! > gains[best]!) best = at
      if (gains[best]! < NOTHING * quality[best]! ** 2) break
      left.delete(best)
      yield best
      const root = Math.sqrt(gains[best]!)
      const own = rows[best]!
      for (const at of left) {
        let product = 0
        const row = rows[at]!
        for (let k = 0; k < own.length; k++) product += own[k]! * row[k]!
        const entry = (quality[best]! * likeness(best, at) * quality[at]! - product) / root
        row.push(entry)
        gains[at]! -= entry * entry
      }
    }
  }
  yield* left
}
