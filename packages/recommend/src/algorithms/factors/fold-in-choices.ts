import { RandomKey } from '@graftjs/base'
import type { FoldIn } from './factor-model'
import { type BiasedFactors, describedRows, isDescribed, productWith } from './factors'
import type { ChoiceSettings } from './fit-choices'

/** The part of the seed that draws for someone new. */
const NEWCOMER = 4

/**
 * Learns the factors of someone new as those of everyone were learnt, with the items' factors as they are. The same
 * history gives the same factors.
 */
export const foldInChoices =
  ({ epochs, learningRate, regularization, alpha, negatives, seed }: ChoiceSettings) =>
  ({ itemFactors, biases, depth }: BiasedFactors): FoldIn => {
    const candidates = describedRows(itemFactors, depth)
    return ({ items, weights }) => {
      const liked = new Map<number, number>()
      items.forEach((item, at) => {
        if (weights[at]! > 0 && isDescribed(itemFactors, item, depth))
          liked.set(item, (liked.get(item) ?? 0) + weights[at]!)
      })
      if (liked.size === 0) return undefined
      const user = new Float32Array(depth + 1) // the last one is the bias
      const squares = new Float64Array(depth + 1)
      const key = RandomKey.from(seed).fold(NEWCOMER)
      for (let epoch = 0; epoch < epochs; epoch++) {
        const slope = new Float64Array(depth + 1)
        const add = (item: number, isChosen: boolean, weight: number) => {
          const score = productWith(user, itemFactors, item, depth) + user[depth]! + biases[item]!
          const pull = isChosen ? weight / (1 + Math.exp(score)) : -1 / (1 + Math.exp(-score))
          for (let d = 0; d < depth; d++) slope[d]! += pull * itemFactors[item * depth + d]!
          slope[depth]! += pull
        }
        for (const [item, weight] of liked) add(item, true, alpha * weight)
        for (const share of key.fold(epoch).uniform(liked.size * negatives))
          add(candidates[Math.floor(share * candidates.length)]!, false, 1)
        for (let d = 0; d <= depth; d++) {
          slope[d]! -= regularization * user[d]!
          squares[d]! += slope[d]! ** 2
          user[d]! += (learningRate / Math.sqrt(1e-6 + squares[d]!)) * slope[d]!
        }
      }
      return user.slice(0, depth)
    }
  }
