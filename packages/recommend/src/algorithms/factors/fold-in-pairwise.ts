import { RandomKey } from '@graftjs/base'
import type { PairwiseSettings } from '../bpr'
import type { FoldIn } from './factor-model'
import { type BiasedFactors, describedRows, isDescribed, rowOf } from './factors'

/** How often every item of a history is learnt from. */
const PASSES = 30
/** The part of the seed that draws for someone new. */
const NEWCOMER = 4

type Steps = Pick<PairwiseSettings, 'learningRate' | 'regularization' | 'seed'>

/**
 * Learns the factors of someone new as those of everyone were learnt, with the items' factors as they are. The same
 * history gives the same factors.
 */
export const foldInPairwise =
  ({ learningRate, regularization, seed }: Steps) =>
  ({ itemFactors, biases, depth }: BiasedFactors): FoldIn => {
    const candidates = describedRows(itemFactors, depth)
    return ({ items, weights }) => {
      const liked = [
        ...new Set(items.filter((item, at) => weights[at]! > 0 && isDescribed(itemFactors, item, depth))),
      ]
      if (liked.length === 0) return undefined
      const own = new Set(items)
      const user = new Float32Array(depth)
      const draws = RandomKey.from(seed)
        .fold(NEWCOMER)
        .uniform(PASSES * liked.length)
      for (let sample = 0; sample < draws.length; sample++) {
        const item = liked[sample % liked.length]!
        const other = candidates[Math.floor(draws[sample]! * candidates.length)]!
        if (own.has(other)) continue
        const [better, worse] = [rowOf(itemFactors, item, depth), rowOf(itemFactors, other, depth)]
        let score = biases[item]! - biases[other]!
        for (let d = 0; d < depth; d++) score += user[d]! * (better[d]! - worse[d]!)
        const pull = learningRate / (1 + Math.exp(score))
        for (let d = 0; d < depth; d++) {
          user[d] = (1 - learningRate * regularization) * user[d]! + pull * (better[d]! - worse[d]!)
        }
      }
      return user
    }
  }
