/**
 * Mean and sum of squared distances from it of the target within each category, for any number of targets. Parts are
 * combined without the rows: leaving a fold out is combining the others.
 */
export class TargetMeans {
  readonly counts: Float64Array
  readonly #means: Float64Array
  readonly #squares: Float64Array

  constructor(readonly categories: number) {
    this.counts = new Float64Array(categories)
    this.#means = new Float64Array(categories)
    this.#squares = new Float64Array(categories)
  }

  add(category: number, target: number): void {
    const count = this.counts[category]! + 1
    const apart = target - this.#means[category]!
    this.counts[category] = count
    this.#means[category]! += apart / count
    this.#squares[category]! += apart * (target - this.#means[category]!)
  }

  /** These and those, as if the rows of both had been added to one. */
  static combine(parts: readonly TargetMeans[], categories: number): TargetMeans {
    const all = new TargetMeans(categories)
    for (const part of parts) {
      for (let category = 0; category < categories; category++) {
        const added = part.counts[category]!
        if (added === 0) continue
        const count = all.counts[category]! + added
        const apart = part.#means[category]! - all.#means[category]!
        all.#squares[category]! +=
          part.#squares[category]! + (apart ** 2 * all.counts[category]! * added) / count
        all.#means[category]! += (apart * added) / count
        all.counts[category] = count
      }
    }
    return all
  }

  /** Mean and variance of the target over all categories. */
  overall(): { mean: number; variance: number } {
    let count = 0
    let mean = 0
    let squares = 0
    this.counts.forEach((added, category) => {
      if (added === 0) return
      const apart = this.#means[category]! - mean
      const total = count + added
      squares += this.#squares[category]! + (apart ** 2 * count * added) / total
      mean += (apart * added) / total
      count = total
    })
    return { mean, variance: squares / count }
  }

  /**
   * Each category's mean, drawn towards the overall one: the more, the fewer rows it has. `auto` draws by empirical
   * Bayes, a number counts as so many rows of the overall mean (Micci-Barreca, "A preprocessing scheme for
   * high-cardinality categorical attributes in classification and prediction problems", 2001).
   */
  shrunk(smooth: 'auto' | number): number[] {
    const { mean, variance } = this.overall()
    return Array.from(this.counts, (count, category) => {
      if (count === 0) return mean
      const own = this.#means[category]!
      if (smooth !== 'auto') return (own * count + smooth * mean) / (count + smooth)
      const trust = (variance * count) / (variance * count + this.#squares[category]! / count)
      return Number.isNaN(trust) ? mean : trust * own + (1 - trust) * mean
    })
  }
}
