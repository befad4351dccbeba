import type { Features } from '../../features/features'
import { orOff, realNumber } from '../../settings/settings'
import { type BiasedFactors, describedRows, isDescribed, rowOf } from '../factors/factors'
import type { ContentMap } from './content-map'
import { fitContentMap } from './fit-content-map'

/**
 * Where `itemFeatures` are passed to fit: items that nobody chose yet are described by what is known of them, as a ridge
 * regression of this strength from features to factors has it; `false` leaves them out.
 */
export const coldItems = orOff(realNumber({ default: 1, above: 0, most: 1e9 }), 1)

/** Learns from the items that were chosen how features become factors and biases, and describes the others by it. */
export async function describeColdItems(
  factors: BiasedFactors,
  features: Features | undefined,
  ridge: number | false,
  breathe: () => Promise<void>,
): Promise<ContentMap | undefined> {
  if (!features || ridge === false) return undefined
  const { itemFactors, biases, depth } = factors
  const targets = {
    rows: describedRows(itemFactors, depth),
    size: depth + 1,
    of: (row: number) => [...rowOf(itemFactors, row, depth), biases[row]!],
  }
  const content = await fitContentMap(features, targets, ridge, breathe)
  describeItems(factors, content, features)
  return content
}

/** Gives items without factors those that their features speak for. */
export function describeItems(
  { items, itemFactors, biases, depth }: BiasedFactors,
  content: ContentMap,
  features: Features,
): void {
  const cold = Array.from({ length: items }, (_, item) => item).filter(
    (item) => !isDescribed(itemFactors, item, depth),
  )
  for (const [item, numbers] of content.describe(features, cold)) {
    itemFactors.set(numbers.subarray(0, depth), item * depth)
    biases[item] = numbers[depth]!
  }
}
