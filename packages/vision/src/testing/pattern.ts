import type { Picture } from '../pictures/picture'

/**
 * A picture that Python draws alike (`pattern.py`): waves on the left, noise on the right, edges of full contrast, so
 * that filters overshoot.
 */
export function pattern(width: number, height: number, seed = 0): Picture {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, at++) pixels[at] = level(x, y, c, width, seed)
    }
  }
  return { width, height, pixels }
}

function level(x: number, y: number, c: number, width: number, seed: number): number {
  if ((x >> 3) % 5 === 4 && (y >> 2) % 3 !== c) return y % 7 < 3 ? 255 : 0
  if (2 * x < width) return (x * (3 + c) + y * (5 - c) + ((x * y) >> (3 + c)) + seed * 17) & 255
  let hash = (Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(c + seed * 3 + 1, 83492791)) >>> 0
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
  return (hash ^ (hash >>> 13)) & 255
}
