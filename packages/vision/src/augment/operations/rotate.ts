import type { Picture } from '../../pictures/picture'
import { radians } from './affine-map'
import { flipHorizontally, flipVertically, turnLeft } from './flip'
import { type WarpMap, type WarpOptions, warp } from './warp'

export interface RotateOptions extends Pick<WarpOptions, 'resampling' | 'fill'> {
  /** Makes the picture as large as it must be to hold the turned one; false by default. */
  readonly expand?: boolean
}

/** The picture turned about its middle by degrees counter-clockwise, as Pillow's `Image.rotate`. */
export function rotate(
  picture: Picture,
  degrees: number,
  { expand = false, ...options }: RotateOptions,
): Picture {
  const angle = ((degrees % 360) + 360) % 360
  const { width, height } = picture
  if (angle === 0) return picture
  if (angle === 180) return flipVertically(flipHorizontally(picture))
  const square = expand || width === height
  if (angle === 90 && square) return turnLeft(picture)
  if (angle === 270 && square) return turnLeft(turnLeft(turnLeft(picture)))
  const map = rotationMap(angle, width, height)
  if (!expand) return warp(picture, map, options)
  const corners = [[0, 0], [width, 0], [width, height], [0, height]].map(([x, y]) => moved(map, x!, y!)) // biome-ignore format: the corners
  const span = (axis: 0 | 1) => {
    const places = corners.map((corner) => corner[axis])
    return Math.ceil(Math.max(...places)) - Math.floor(Math.min(...places))
  }
  const size = { width: span(0), height: span(1) }
  const [c, f] = moved(map, -(size.width - width) / 2, -(size.height - height) / 2)
  return warp(picture, [map[0], map[1], c, map[3], map[4], f], { ...options, ...size })
}

function rotationMap(angle: number, width: number, height: number): WarpMap {
  const turn = -radians(angle)
  const [cos, sin] = [toDigits(Math.cos(turn)), toDigits(Math.sin(turn))]
  const [cx, cy] = [width / 2, height / 2]
  const [c, f] = moved([cos, sin, 0, toDigits(-Math.sin(turn)), cos, 0], -cx, -cy)
  return [cos, sin, c + cx, toDigits(-Math.sin(turn)), cos, f + cy]
}

function moved([a, b, c, d, e, f]: WarpMap, x: number, y: number): readonly [number, number] {
  return [a * x + b * y + c, d * x + e * y + f]
}

/** Rounded to 15 digits, so that right angles are exact. */
const toDigits = (value: number) => Number(value.toFixed(15))
