/** How often each run of `order` words occurs, runs written with spaces between. */
export function countNGrams(words: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (let start = 0; start + order <= words.length; start++) {
    let gram = words[start]!
    for (let at = start + 1; at < start + order; at++) gram += ` ${words[at]}`
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

/** How many runs are shared, each as often as it occurs in both. */
export function sharedNGrams(
  first: ReadonlyMap<string, number>,
  second: ReadonlyMap<string, number>,
): number {
  let shared = 0
  for (const [gram, count] of first) shared += Math.min(count, second.get(gram) ?? 0)
  return shared
}
