/** What a category may be; null stands for a missing value. */
export type Category = string | number | boolean | null

/** Numbers by size, texts by code point, false before true, what is missing last: as scikit-learn sorts. */
export function compareCategories(first: Category, second: Category): number {
  if (first === null || second === null) return Number(first === null) - Number(second === null)
  if (typeof first === 'string' && typeof second === 'string') return compareTexts(first, second)
  return Number(first) - Number(second)
}

function compareTexts(first: string, second: string): number {
  const shorter = Math.min(first.length, second.length)
  for (let at = 0; at < shorter; at++) {
    // Where the halves of two surrogate pairs differ, so do the code points from there on.
    if (first.charCodeAt(at) !== second.charCodeAt(at))
      return first.codePointAt(at)! - second.codePointAt(at)!
  }
  return first.length - second.length
}

/** How often each category came, in the order of first appearance. */
export class CategoryCounts {
  readonly #counts = new Map<Category, number>()

  add(category: Category): void {
    this.#counts.set(category, (this.#counts.get(category) ?? 0) + 1)
  }

  get sorted(): Category[] {
    return [...this.#counts.keys()].sort(compareCategories)
  }

  /** The most frequent one; of several the first in order; undefined where there is none. */
  get mode(): Category | undefined {
    let most = 0
    let mode: Category | undefined
    for (const category of this.sorted) {
      const count = this.#counts.get(category)!
      if (count > most) {
        most = count
        mode = category
      }
    }
    return mode
  }
}
