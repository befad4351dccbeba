import type { Features } from '../../features/features'
import type { ContentMap } from '../content/content-map'
import { machineSum } from './machine-sum'
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
  const owned = parts.map(({ amount, numbers }) => {
    const factors = Float64Array.from(numbers, (value) => amount * value)
    return { weight: factors[depth]!, factors }
  })
  return machineSum(owned, depth)
}
