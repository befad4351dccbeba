import type { WarpMap } from './warp'

export interface AffineParameters {
  /** In degrees, clockwise. */
  readonly angle: number
  /** In pixels, to the right and down. */
  readonly translate: readonly [number, number]
  readonly scale: number
  /** In degrees, along x and along y. */
  readonly shear: readonly [number, number]
}

/** The map from output to input of a rotation, scale and shear about `center` and a shift, as torchvision's. */
export function affineMap(
  { angle, translate: [tx, ty], scale, shear }: AffineParameters,
  [cx, cy]: readonly [number, number],
): WarpMap {
  const turn = radians(angle)
  const shearX = radians(shear[0])
  const shearY = radians(shear[1])
  const a = Math.cos(turn - shearY) / Math.cos(shearY)
  const b = (-Math.cos(turn - shearY) * Math.tan(shearX)) / Math.cos(shearY) - Math.sin(turn)
  const c = Math.sin(turn - shearY) / Math.cos(shearY)
  const d = (-Math.sin(turn - shearY) * Math.tan(shearX)) / Math.cos(shearY) + Math.cos(turn)
  const [xx, xy, yx, yy] = [d / scale, -b / scale, -c / scale, a / scale]
  return [xx, xy, xx * (-cx - tx) + xy * (-cy - ty) + cx, yx, yy, yx * (-cx - tx) + yy * (-cy - ty) + cy]
}

/** Python's `math.radians`. */
export const radians = (degrees: number) => degrees * (Math.PI / 180)
