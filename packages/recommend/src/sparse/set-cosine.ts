/** The cosine of two sets of numbers, each ascending: how many they share ÷ the root of the product of their sizes. */
export function setCosine(a: Int32Array, b: Int32Array): number {
  if (a.length === 0 || b.length === 0) return 0
  let count = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!
    if (difference === 0) count++
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return count / Math.sqrt(a.length * b.length)
}
