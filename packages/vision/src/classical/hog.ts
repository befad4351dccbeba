import type { Picture } from '../pictures/picture'

export interface HogOptions {
  /** Directions of a gradient, 0° to 180°, that are told apart. Default 9. */
  readonly orientations?: number
  /** The side of a cell in pixels. Default 8. */
  readonly cell?: number
  /** The side of a block in cells; blocks overlap, one at every cell. Default 3. */
  readonly block?: number
}

/** Caps what one direction says of a block, so that a single strong edge does not drown the others (Lowe 2004). */
const CAP = 0.2
const EPSILON = 1e-5

/**
 * Histograms of oriented gradients (Dalal and Triggs 2005): where edges are, and which way they go. Equals
 * scikit-image's `hog` with `channel_axis=-1` and its `L2-Hys` norm.
 *
 * @returns `[blocks down, blocks across, block, block, orientations]`, flat; empty where the picture is smaller than a block
 */
export function hog(
  picture: Picture,
  { orientations = 9, cell = 8, block = 3 }: HogOptions = {},
): Float64Array {
  const down = Math.floor(picture.height / cell)
  const across = Math.floor(picture.width / cell)
  const cells = cellHistograms(picture, down, across, cell, orientations)
  const blocksDown = Math.max(0, down - block + 1)
  const blocksAcross = Math.max(0, across - block + 1)
  const length = block * block * orientations
  const features = new Float64Array(blocksDown * blocksAcross * length)
  for (let y = 0, at = 0; y < blocksDown; y++) {
    for (let x = 0; x < blocksAcross; x++, at += length) {
      const own = features.subarray(at, at + length)
      for (let row = 0; row < block; row++) {
        const from = ((y + row) * across + x) * orientations
        own.set(cells.subarray(from, from + block * orientations), row * block * orientations)
      }
      normalize(own)
      for (let i = 0; i < length; i++) own[i] = Math.min(own[i]!, CAP)
      normalize(own)
    }
  }
  return features
}

/** `[down, across, orientations]`: how strong the gradients of each direction are in a cell, on average. */
function cellHistograms(
  picture: Picture,
  down: number,
  across: number,
  cell: number,
  orientations: number,
): Float64Array {
  const histograms = new Float64Array(down * across * orientations)
  const width = 180 / orientations
  for (let y = 0; y < down * cell; y++) {
    for (let x = 0; x < across * cell; x++) {
      const { vertical, horizontal, strength } = strongestGradient(picture, x, y)
      if (strength === 0) continue
      const angle = Math.atan2(vertical, horizontal) * (180 / Math.PI)
      const direction = angle < 0 ? angle + 180 : angle === 180 ? 0 : angle
      const bin = Math.min(orientations - 1, Math.floor(direction / width))
      const own = Math.floor(y / cell) * across + Math.floor(x / cell)
      histograms[own * orientations + bin]! += strength / (cell * cell)
    }
  }
  return histograms
}

/** The gradient of the colour whose gradient is steepest; at the picture's border there is none across it. */
function strongestGradient({ width, height, pixels }: Picture, x: number, y: number) {
  let strongest = { vertical: 0, horizontal: 0, strength: 0 }
  const inRows = y > 0 && y < height - 1
  const inColumns = x > 0 && x < width - 1
  const at = (y * width + x) * 3
  for (let channel = at; channel < at + 3; channel++) {
    const vertical = inRows ? pixels[channel + width * 3]! - pixels[channel - width * 3]! : 0
    const horizontal = inColumns ? pixels[channel + 3]! - pixels[channel - 3]! : 0
    const strength = Math.hypot(vertical, horizontal)
    if (strength > strongest.strength) strongest = { vertical, horizontal, strength }
  }
  return strongest
}

function normalize(values: Float64Array): void {
  let squares = EPSILON * EPSILON
  for (const value of values) squares += value * value
  const length = Math.sqrt(squares)
  for (let i = 0; i < values.length; i++) values[i]! /= length
}
