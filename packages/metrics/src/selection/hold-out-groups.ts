import { refuse } from '../input/refuse'
import type { Draws } from '../random/draws'
import { classCountsPerGroup, type Grouping } from './grouping'

/**
 * Which groups to hold out so that about `size` rows are, of each class its share. Groups are taken in random
 * order, the large before the small, and held out where that brings the counts nearer to the goal.
 */
export function holdOutGroups(
  groups: Grouping,
  classes: Grouping | undefined,
  size: number,
  draws: Draws,
): Uint8Array {
  const count = groups.sizes.length
  if (count < 2) {
    refuse({
      what: 'All rows are of one group.',
      where: 'groups',
      fix: 'Pass at least two groups, or leave groups out.',
    })
  }
  const counts =
    classes === undefined
      ? Array.from(groups.sizes, (rows) => Float64Array.of(rows))
      : classCountsPerGroup(groups, classes)
  const rows = groups.groupOf.length
  const goal = Float64Array.from(classes?.sizes ?? [rows], (own) => (own * size) / rows)
  const order = draws.shuffle(Int32Array.from(groups.sizes, (_, group) => group))
  const sorted = Array.from(order).sort((a, b) => groups.sizes[b]! - groups.sizes[a]!)
  const held = new Float64Array(goal.length)
  const isTest = new Uint8Array(count)
  for (const group of sorted) {
    const own = counts[group]!
    let gain = 0
    for (let code = 0; code < goal.length; code++) {
      const missing = goal[code]! - held[code]!
      gain += missing ** 2 - (missing - own[code]!) ** 2
    }
    if (gain <= 0) continue
    isTest[group] = 1
    for (let code = 0; code < goal.length; code++) held[code] = held[code]! + own[code]!
  }
  if (isTest.every((mark) => mark === 0)) isTest[sorted.at(-1)!] = 1
  if (isTest.every((mark) => mark === 1)) isTest[sorted.at(-1)!] = 0
  return isTest
}
