import type { Picture } from '../../pictures/picture'

/**
 * A Gaussian blur over `size` × `size` pixels (odd) with standard deviation `sigma`; the picture is mirrored at its
 * border.
 */
export function blur({ width, height, pixels }: Picture, size: number, sigma: number): Picture {
  const weights = gaussian(size, sigma)
  const row = width * 3
  const along = new Float32Array(pixels.length)
  const columns = mirrored(width, size)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        for (let tap = 0; tap < size; tap++)
          sum += weights[tap]! * pixels[y * row + columns[x + tap]! * 3 + c]!
        along[y * row + x * 3 + c] = sum
      }
    }
  }
  const out = new Uint8ClampedArray(pixels.length)
  const rows = mirrored(height, size)
  const sums = new Float64Array(row)
  for (let y = 0; y < height; y++) {
    sums.fill(0)
    for (let tap = 0; tap < size; tap++) {
      const from = rows[y + tap]! * row
      const weight = weights[tap]!
      for (let i = 0; i < row; i++) sums[i]! += weight * along[from + i]!
    }
    out.set(sums, y * row)
  }
  return { width, height, pixels: new Uint8Array(out.buffer) }
}

function gaussian(size: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: size }, (_, at) =>
    Math.exp(-0.5 * ((at - (size - 1) / 2) / sigma) ** 2),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** For each position of a padded axis the pixel that stands there, mirrored without repeating the border. */
function mirrored(length: number, size: number): Int32Array {
  const period = Math.max(1, 2 * (length - 1))
  return Int32Array.from({ length: length + size - 1 }, (_, at) => {
    const place = Math.abs(at - (size - 1) / 2) % period
    return place < length ? place : period - place
  })
}
