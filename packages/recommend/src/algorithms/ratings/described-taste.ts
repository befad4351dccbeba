import type { Features } from '../../features/features'
import type { ContentMap } from '../content/content-map'
import type { Taste } from './rating-model'

/**
 * The taste of someone of whom nothing but features is known: a machine's sums over these, see `fitMachine`.
 *
 * @param content of each feature its factors, and then its weight.
 */
export function describedTaste(content: ContentMap, features: Features): Taste | undefined {
  const parts = content.partsOf(features)(0)
  if (parts.length === 0) return undefined
  const depth = content.base.length - 1
  const factors = new Float32Array(depth)
  let [bias, squares] = [0, 0]
  for (const { amount, numbers } of parts) {
    bias += amount * numbers[depth]!
    for (let d = 0; d < depth; d++) {
      factors[d]! += amount * numbers[d]!
      squares += (amount * numbers[d]!) ** 2
    }
  }
  const square = factors.reduce((sum, own) => sum + own * own, 0)
  return { bias: bias + (square - squares) / 2, factors }
}
