import { realNumber } from '../../settings/settings'
import type { MergedHistory } from './merged-history'

/**
 * By what an item of a history counts less for every item that came after it: 1 for not at all; 0.8, say, where what
 * someone does next depends on what they did last.
 */
export const historyDecay = realNumber({ default: 1, above: 0, most: 1 })

/** The weights of a history once older items count less: the last contact with an item tells how old it is. */
export function decayed({ weights, positions }: MergedHistory, decay: number): Float64Array {
  const own = Float64Array.from(weights)
  if (decay === 1) return own
  const byAge = Int32Array.from(own.keys()).sort((a, b) => positions[b]! - positions[a]!)
  byAge.forEach((at, age) => {
    own[at]! *= decay ** age
  })
  return own
}
