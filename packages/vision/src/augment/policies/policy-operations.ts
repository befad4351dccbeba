import type { Picture } from '../../pictures/picture'
import { affineMap } from '../operations/affine-map'
import { adjustBrightness } from '../operations/brightness'
import { adjustContrast } from '../operations/contrast'
import { rotate } from '../operations/rotate'
import { adjustSaturation } from '../operations/saturation'
import { adjustSharpness } from '../operations/sharpness'
import { autoContrast, equalize, invert, posterize, solarize } from '../operations/tones'
import { type Rgb, type WarpResampling, warp } from '../operations/warp'

/** How a policy's operations bend a picture. */
export interface PolicyStyle {
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

type PolicyOperation = (picture: Picture, magnitude: number, style: PolicyStyle) => Picture

/** The operations that AutoAugment and its successors choose from, each with one magnitude. */
export const policyOperations = {
  Identity: (picture) => picture,
  ShearX: (picture, magnitude, style) => sheared(picture, [degrees(magnitude), 0], style),
  ShearY: (picture, magnitude, style) => sheared(picture, [0, degrees(magnitude)], style),
  TranslateX: (picture, magnitude, style) => moved(picture, [Math.trunc(magnitude), 0], style),
  TranslateY: (picture, magnitude, style) => moved(picture, [0, Math.trunc(magnitude)], style),
  Rotate: (picture, magnitude, style) => rotate(picture, magnitude, style),
  Brightness: (picture, magnitude) => adjustBrightness(picture, 1 + magnitude),
  Color: (picture, magnitude) => adjustSaturation(picture, 1 + magnitude),
  Contrast: (picture, magnitude) => adjustContrast(picture, 1 + magnitude),
  Sharpness: (picture, magnitude) => adjustSharpness(picture, 1 + magnitude),
  Posterize: (picture, magnitude) => posterize(picture, Math.trunc(magnitude)),
  Solarize: (picture, magnitude) => solarize(picture, magnitude),
  AutoContrast: autoContrast,
  Equalize: equalize,
  Invert: invert,
} satisfies Record<string, PolicyOperation>

export type PolicyOperationName = keyof typeof policyOperations

/** An operation that was chosen, and how strong it is. */
export interface PolicyStep {
  readonly operation: PolicyOperationName
  readonly magnitude: number
}

export function applyStep(
  picture: Picture,
  { operation, magnitude }: PolicyStep,
  style: PolicyStyle,
): Picture {
  return policyOperations[operation](picture, magnitude, style)
}

/** In degrees, of a shear given as its tangent. */
const degrees = (tangent: number) => Math.atan(tangent) * (180 / Math.PI)

/** About the top left, as the first implementation did it. */
function sheared(picture: Picture, shear: readonly [number, number], style: PolicyStyle): Picture {
  return warp(picture, affineMap({ angle: 0, translate: [0, 0], scale: 1, shear }, [0, 0]), style)
}

function moved(picture: Picture, translate: readonly [number, number], style: PolicyStyle): Picture {
  const center = [picture.width * 0.5, picture.height * 0.5] as const
  return warp(picture, affineMap({ angle: 0, translate, scale: 1, shear: [0, 0] }, center), style)
}
