import { optionError } from './option-error'

/** What a row of each label counts: `balanced` gives every label the same sum. */
export type ClassWeight<Label extends string> = 'balanced' | Readonly<Record<Label, number>>

/**
 * The weight of each label's rows. `balanced` is scikit-learn's: all rows / (labels × the label's rows).
 *
 * @throws GraftError `invalid-option` where a label has no weight or one that is not positive.
 */
export function resolveClassWeights<Label extends string>(
  classWeight: ClassWeight<Label> | undefined,
  labels: readonly Label[],
  sizes: Float64Array,
): Float64Array {
  if (classWeight === undefined) return new Float64Array(labels.length).fill(1)
  if (classWeight === 'balanced') {
    const total = sizes.reduce((sum, size) => sum + size, 0)
    return sizes.map((size) => total / (labels.length * size))
  }
  if (typeof classWeight !== 'object' || classWeight === null)
    throw optionError('classWeight', classWeight, "'balanced' or a weight for each label")
  return Float64Array.from(labels, (label) => {
    const weight = Object.hasOwn(classWeight, label) ? classWeight[label] : undefined
    if (typeof weight === 'number' && weight > 0 && Number.isFinite(weight)) return weight
    const all = labels.map((name) => JSON.stringify(name)).join(', ')
    throw optionError(
      `classWeight[${JSON.stringify(label)}]`,
      weight,
      `a number above 0, as to each of ${all}`,
    )
  })
}

/** @throws GraftError `invalid-option` naming the label whose weight is missing or no number above 0. */
export function checkClassWeight<Label extends string>(
  classWeight: ClassWeight<Label> | undefined,
  labels: readonly Label[],
): void {
  resolveClassWeights(classWeight, labels, new Float64Array(labels.length).fill(1))
}

/** The label of each row by its number, and how many rows each label has. */
export function countTargets<Label extends string>(
  rows: readonly { readonly label: Label }[],
  labels: readonly Label[],
): { readonly targets: Int32Array; readonly sizes: Float64Array } {
  const numberOf = new Map<string, number>(labels.map((label, number) => [label, number]))
  const targets = Int32Array.from(rows, (row) => numberOf.get(row.label)!)
  const sizes = new Float64Array(labels.length)
  for (const target of targets) sizes[target]! += 1
  return { targets, sizes }
}
