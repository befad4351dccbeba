import { GraftError } from '@graftjs/base'
import { holdOut as holdOutGroups } from '@graftjs/metrics'
import type { Labelled } from '../contract'
import { optionError } from '../training/option-error'

/**
 * Chooses a share of the rows to set aside, from each label in proportion. Rows of the same input stay on one
 * side, so that no row is judged that was learnt.
 *
 * @param keys one a row: equal where the inputs count as the same
 * @param inputs what they are called in messages: `texts`
 * @param share between 0 and 1, both excluded
 * @returns the indices of the rows to set aside
 * @throws GraftError `invalid-option` where the share is none, `invalid-data` where there are too few rows.
 */
export function holdOut(
  rows: readonly Labelled[],
  keys: readonly string[],
  { share, seed, inputs }: { readonly share: number; readonly seed: number; readonly inputs: string },
): ReadonlySet<number> {
  if (!(share > 0 && share < 1))
    throw optionError('validation', share, 'a share between 0 and 1, for example 0.1, or rows to validate on')
  const groups = groupEqual(keys)
  const labels = groups.map((group) => rows[group[0]!]!.label)
  const classes = new Set(labels).size
  const divisible = new Set(labels.filter((label, group) => labels.indexOf(label) !== group)).size
  const size = Math.max(Math.ceil(share * groups.length), divisible)
  if (divisible === 0 || groups.length - size < classes) {
    throw new GraftError('invalid-data', {
      what: `The ${groups.length} distinct training ${inputs} are too few to set ${share} of them aside.`,
      where: 'validation',
      fix: 'Add rows, pass validation rows of your own, or leave validation out.',
    })
  }
  const { test } = holdOutGroups(groups.length, { test: size, seed, stratify: labels, singletons: 'train' })
  return new Set(Array.from(test).flatMap((group) => groups[group]!))
}

/** The indices of equal keys together, in the order of their first. */
function groupEqual(keys: readonly string[]): number[][] {
  const groups = new Map<string, number[]>()
  keys.forEach((key, row) => {
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  })
  return [...groups.values()]
}
