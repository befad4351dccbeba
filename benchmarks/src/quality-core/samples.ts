/** Accuracies, one a seed. */
export type Samples = readonly number[]

export const mean = (samples: Samples): number =>
  samples.reduce((sum, value) => sum + value, 0) / samples.length

/** The sum of squared deviations from the mean. */
const squares = (samples: Samples): number =>
  samples.reduce((sum, value) => sum + (value - mean(samples)) ** 2, 0)

/**
 * The standard error of the difference of two means, from what both sides' seeds differ by among themselves, taken
 * together (Student's pooled variance). NaN where no side has two seeds.
 */
export function standardError(a: Samples, b: Samples): number {
  const variance = (squares(a) + squares(b)) / (a.length + b.length - 2)
  return Math.sqrt(variance * (1 / a.length + 1 / b.length))
}
