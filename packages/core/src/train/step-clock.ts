/** The first steps compile and warm up; they say nothing about the others. */
const SLOW_STEPS = 2
const WINDOW = 15

/** The time of a step: the median of the latest ones. */
export class StepClock {
  private last = performance.now()
  private readonly times: number[] = []

  /** A step ends now. */
  tick(): void {
    const now = performance.now()
    this.times.push((now - this.last) / 1000)
    if (this.times.length > WINDOW) this.times.shift()
    this.last = now
  }

  /** What went on since the last step is not part of the next one. */
  restart(): void {
    this.last = performance.now()
  }

  get secondsPerStep(): number {
    const usual = this.times.length > SLOW_STEPS ? this.times.slice(SLOW_STEPS) : this.times.slice(-1)
    const sorted = [...usual].sort((a, b) => a - b)
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  }
}
