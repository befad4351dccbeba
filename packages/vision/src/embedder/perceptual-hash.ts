import type { Picture } from '../pictures/picture'
import { resize } from '../preprocess/resize'

/** Pictures are looked at in this size, in grey. */
const SIDE = 32
/** The lowest frequencies each way, whose signs are the hash. */
const KEPT = 8
/** Smaller coefficients are rounding errors of a picture without any detail. */
const NOTHING = 1e-6

/**
 * The picture's coarse structure in 64 bits, as ImageHash's `phash`: bit r · 8 + c tells whether the grey picture has
 * more than the median of the frequency that turns r times down it and c times across. Changes of size, format, quality
 * or brightness flip few bits; pictures that have nothing to do with each other differ in about 32.
 *
 * @returns two words of 32 bits, the first bit highest
 */
export function perceptualHash(picture: Picture): Uint32Array {
  const levels = greyLevels(picture)
  const table = cosines()
  const rows = new Float64Array(KEPT * SIDE)
  for (let r = 0; r < KEPT; r++) {
    for (let x = 0; x < SIDE; x++) {
      let sum = 0
      for (let y = 0; y < SIDE; y++) sum += table[r * SIDE + y]! * levels[y * SIDE + x]!
      rows[r * SIDE + x] = sum
    }
  }
  const low = new Float64Array(KEPT * KEPT)
  for (let r = 0; r < KEPT; r++) {
    for (let c = 0; c < KEPT; c++) {
      let sum = 0
      for (let x = 0; x < SIDE; x++) sum += table[c * SIDE + x]! * rows[r * SIDE + x]!
      low[r * KEPT + c] = Math.abs(sum) < NOTHING ? 0 : sum
    }
  }
  const sorted = low.slice().sort()
  const median = (sorted[31]! + sorted[32]!) / 2
  const hash = new Uint32Array(2)
  low.forEach((value, bit) => {
    if (value > median) hash[bit >> 5] = (hash[bit >> 5]! | (1 << (31 - (bit & 31)))) >>> 0
  })
  return hash
}

/** How many of the 64 bits differ. */
export function hashDistance(a: ArrayLike<number>, b: ArrayLike<number>, atA = 0, atB = 0): number {
  return ones(a[atA]! ^ b[atB]!) + ones(a[atA + 1]! ^ b[atB + 1]!)
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** 32 × 32 levels of grey, as Pillow's `convert('L')` and `resize(…, LANCZOS)` make them. */
function greyLevels({ width, height, pixels }: Picture): Uint8Array {
  const grey = new Uint8Array(pixels.length)
  for (let at = 0; at < pixels.length; at += 3) {
    const level = (pixels[at]! * 19595 + pixels[at + 1]! * 38470 + pixels[at + 2]! * 7471 + 0x8000) >> 16
    grey.fill(level, at, at + 3)
  }
  const small = resize({ width, height, pixels: grey }, { width: SIDE, height: SIDE, resampling: 'lanczos' })
  return small.pixels.filter((_, at) => at % 3 === 0)
}

let table: Float64Array | undefined

/** `[KEPT, SIDE]`: 2 cos(π f (2x + 1) / 2N), the type II transform. */
function cosines(): Float64Array {
  table ??= Float64Array.from({ length: KEPT * SIDE }, (_, at) => {
    const [frequency, x] = [Math.floor(at / SIDE), at % SIDE]
    return 2 * Math.cos((Math.PI * frequency * (2 * x + 1)) / (2 * SIDE))
  })
  return table
}
