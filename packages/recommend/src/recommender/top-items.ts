/**
 * The `n` greatest scores among the candidates, best first; of equal scores the lower number comes first. NaN is no
 * candidate.
 */
export function topItems(
  scores: Float64Array,
  n: number,
  isCandidate: (item: number) => boolean = () => true,
): Int32Array {
  const heap = new Int32Array(Math.min(n, scores.length))
  let size = 0
  // The heap's root is the worst item kept.
  const isWorse = (a: number, b: number) => scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b)
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!
    if (Number.isNaN(score)) continue
    if (size < heap.length) {
      if (!isCandidate(item)) continue
      let at = size++
      for (; at > 0 && isWorse(item, heap[(at - 1) >> 1]!); at = (at - 1) >> 1)
        heap[at] = heap[(at - 1) >> 1]!
      heap[at] = item
    } else if (size > 0 && isWorse(heap[0]!, item) && isCandidate(item)) {
      sink(heap, size, item, isWorse)
    }
  }
  const kept = heap.subarray(0, size)
  return kept.sort((a, b) => scores[b]! - scores[a]! || a - b)
}

/** Puts an item in the place of the root and moves it down to where it belongs. */
function sink(
  heap: Int32Array,
  size: number,
  item: number,
  isWorse: (a: number, b: number) => boolean,
): void {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) break
    if (child + 1 < size && isWorse(heap[child + 1]!, heap[child]!)) child++
    if (!isWorse(heap[child]!, item)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = item
}
