import { NumpyRandom } from '../../splits/numpy-random'

/** Draws as `numpy.random.RandomState(seed).normal(0, spread, size)` does, one call after the other. */
export function numpyNormals(seed: number, spread: number): (size: number) => Float32Array {
  const random = new NumpyRandom(seed)
  let second: number | undefined
  const normal = (): number => {
    if (second !== undefined) {
      const value = second
      second = undefined
      return value
    }
    for (;;) {
      const [x, y] = [2 * random.uniform() - 1, 2 * random.uniform() - 1]
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      second = factor * x
      return factor * y
    }
  }
  return (size) => Float32Array.from({ length: size }, () => spread * normal())
}
