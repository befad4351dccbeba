import { ErrorFreeSum } from './error-free-sum'
import { QuantileSketch, type StoredSketch } from './quantile-sketch'
import { asFinite, asList, asName, asRecord } from './stored'

/** What a stream keeps of all rows that it has seen: named sums, greatest values and sketches. */
export class Kept {
  private readonly sums = new Map<string, ErrorFreeSum>()
  private readonly greatest = new Map<string, number>()
  private readonly sketches = new Map<string, QuantileSketch>()

  /** The sum of a name; 0 until something is added. */
  sum(name: string): ErrorFreeSum {
    return found(this.sums, name, () => new ErrorFreeSum())
  }

  /** Whether anything was added under a name. */
  has(name: string): boolean {
    return this.sums.has(name)
  }

  /** All sums in the order of their names, whichever rows came first. */
  sortedSums(): [string, ErrorFreeSum][] {
    return [...this.sums].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** What stands behind a prefix in the names of sums. */
  namesAfter(prefix: string): string[] {
    return this.sortedSums().flatMap(([name]) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
  }

  /** Keeps a value if it is the greatest of its name. */
  reach(name: string, value: number): void {
    this.greatest.set(name, Math.max(value, this.greatest.get(name) ?? -Infinity))
  }

  greatestOf(name: string): number {
    return this.greatest.get(name) ?? -Infinity
  }

  sketch(name: string, size: number, seed: number): QuantileSketch {
    return found(this.sketches, name, () => new QuantileSketch(size, seed))
  }

  get isEmpty(): boolean {
    return this.sums.size + this.greatest.size + this.sketches.size === 0
  }

  merge(other: Kept): void {
    for (const [name, sum] of other.sums) this.sum(name).merge(sum)
    for (const [name, value] of other.greatest) this.reach(name, value)
    for (const [name, sketch] of other.sketches) {
      this.sketch(name, sketch.size, sketch.seed).merge(sketch)
    }
  }

  toJSON(): StoredKept {
    return {
      sums: Array.from(this.sums, ([name, sum]) => [name, sum.toJSON()]),
      greatest: [...this.greatest],
      sketches: Array.from(this.sketches, ([name, sketch]) => [name, sketch.toJSON()]),
    }
  }

  /** Reads what `toJSON` wrote; anything else is refused. */
  static from(stored: unknown, where: string): Kept {
    const kept = new Kept()
    const record = asRecord(stored, where)
    const entries = (name: string) =>
      asList(record[name], `${where}.${name}`).map((entry, at): [string, unknown, string] => {
        const place = `${where}.${name}[${at}]`
        const pair = asList(entry, place)
        return [asName(pair[0], place), pair[1], `${place}[1]`]
      })
    for (const [name, parts, place] of entries('sums')) {
      for (const part of asList(parts, place)) kept.sum(name).add(asFinite(part, place))
    }
    for (const [name, value, place] of entries('greatest')) kept.reach(name, asFinite(value, place))
    for (const [name, sketch, place] of entries('sketches')) {
      kept.sketches.set(name, QuantileSketch.from(sketch, place))
    }
    return kept
  }
}

export interface StoredKept {
  readonly sums: readonly (readonly [string, readonly number[]])[]
  readonly greatest: readonly (readonly [string, number])[]
  readonly sketches: readonly (readonly [string, StoredSketch])[]
}

function found<T>(map: Map<string, T>, name: string, begin: () => T): T {
  const known = map.get(name) ?? begin()
  map.set(name, known)
  return known
}
