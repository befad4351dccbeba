/** Below this many values a comparison sort is faster than distributing by digits. */
const comparisonLimit = 2048
const digitBits = 11
const digits = 1 << digitBits

/**
 * The positions of finite values from the greatest to the least; equal values keep their order. Radix sort
 * on the 64 bits of the number, least digit first; digits that all values share are skipped.
 */
export function argsortDescending(values: ArrayLike<number>): Int32Array {
  const order = new Int32Array(values.length)
  for (let at = 0; at < order.length; at++) order[at] = at
  if (values.length < comparisonLimit) return order.sort((a, b) => values[b]! - values[a]! || a - b)
  return radixSort(descendingKeys(values), order)
}

interface SortKeys {
  readonly low: Uint32Array
  readonly high: Uint32Array
}

/** Unsigned keys that ascend where the values descend. */
function descendingKeys(values: ArrayLike<number>): SortKeys {
  const low = new Uint32Array(values.length)
  const high = new Uint32Array(values.length)
  const float = new Float64Array(1)
  const halves = new Uint32Array(float.buffer)
  for (let at = 0; at < values.length; at++) {
    float[0] = values[at]! + 0 // -0 and 0 are one value
    const sign = halves[1]! >>> 31
    // Positive numbers: all bits inverted except the sign. Negative ones: as they are.
    low[at] = sign ? halves[0]! : ~halves[0]!
    high[at] = sign ? halves[1]! : ~halves[1]! & 0x7fffffff
  }
  return { low, high }
}

function radixSort({ low, high }: SortKeys, order: Int32Array): Int32Array {
  let from = order
  let to: Int32Array = new Int32Array(order.length)
  for (const word of [low, high]) {
    for (let shift = 0; shift < 32; shift += digitBits) {
      const starts = digitStarts(word, shift)
      if (starts === undefined) continue
      for (let at = 0; at < from.length; at++) {
        const row = from[at]!
        const digit = (word[row]! >>> shift) & (digits - 1)
        to[starts[digit]!++] = row
      }
      const swap = from
      from = to
      to = swap
    }
  }
  return from
}

/** Where each digit's rows begin, or undefined where every row has the same digit. */
function digitStarts(word: Uint32Array, shift: number): Uint32Array | undefined {
  const counts = new Uint32Array(digits)
  for (let at = 0; at < word.length; at++) {
    const digit = (word[at]! >>> shift) & (digits - 1)
    counts[digit] = counts[digit]! + 1
  }
  let start = 0
  for (let digit = 0; digit < digits; digit++) {
    const count = counts[digit]!
    if (count === word.length) return undefined
    counts[digit] = start
    start += count
  }
  return counts
}
