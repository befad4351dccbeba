/** A running sum that loses nothing to rounding order (Neumaier 1974). */
export class ExactSum {
  private total = 0
  private lost = 0

  add(value: number): void {
    const next = this.total + value
    this.lost +=
      Math.abs(this.total) >= Math.abs(value) ? this.total - next + value : value - next + this.total
    this.total = next
  }

  get value(): number {
    return this.total + this.lost
  }
}

export function sumOf(values: ArrayLike<number>): number {
  const sum = new ExactSum()
  for (let at = 0; at < values.length; at++) sum.add(values[at]!)
  return sum.value
}

/** Σ w·x ÷ Σ w, or the plain mean without weights. */
export function weightedMean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  if (weights === undefined) return sumOf(values) / values.length
  const sum = new ExactSum()
  for (let at = 0; at < values.length; at++) sum.add(values[at]! * weights[at]!)
  return sum.value / sumOf(weights)
}
