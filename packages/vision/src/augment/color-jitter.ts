import type { Picture } from '../pictures/picture'
import type { Apply } from './apply'
import { adjustBrightness } from './operations/brightness'
import { adjustContrast } from './operations/contrast'
import { adjustHue } from './operations/hue'
import { adjustSaturation } from './operations/saturation'
import { type Range, range, spread, within } from './options'

export interface ColorJitter {
  readonly kind: 'color-jitter'
  readonly brightness: Range
  readonly contrast: Range
  readonly saturation: Range
  readonly hue: Range
}

/** How far each may go from what it is; a number `x` means factors of 1 − x to 1 + x (hue: −x to x). All 0 by default. */
export interface ColorJitterOptions {
  readonly brightness?: number | Range
  readonly contrast?: number | Range
  readonly saturation?: number | Range
  /** In parts of the whole circle, at most 0.5. */
  readonly hue?: number | Range
}

/** Brightness, contrast, saturation and hue by random factors, in a random order. */
export function colorJitter(options: ColorJitterOptions): ColorJitter {
  return {
    kind: 'color-jitter',
    brightness: factors(options.brightness, 'brightness'),
    contrast: factors(options.contrast, 'contrast'),
    saturation: factors(options.saturation, 'saturation'),
    hue: hueRange(options.hue ?? 0),
  }
}

function factors(value: number | Range = 0, name: string): Range {
  if (typeof value !== 'number') return range(value, name, 0)
  const reach = within(value, name, 0, Infinity)
  return [Math.max(0, 1 - reach), 1 + reach]
}

function hueRange(value: number | Range): Range {
  return typeof value === 'number'
    ? range([-within(value, 'hue', 0, 0.5), value], 'hue')
    : range(value, 'hue', -0.5, 0.5)
}

const adjustments: Readonly<
  Record<
    Exclude<keyof ColorJitter, 'kind'>,
    { same: number; adjust: (picture: Picture, factor: number) => Picture }
  >
> = {
  brightness: { same: 1, adjust: adjustBrightness },
  contrast: { same: 1, adjust: adjustContrast },
  saturation: { same: 1, adjust: adjustSaturation },
  hue: { same: 0, adjust: adjustHue },
}

const names = ['brightness', 'contrast', 'saturation', 'hue'] as const

export const applyColorJitter: Apply<ColorJitter> = (picture, options, key) => {
  const draws = key.uniform(names.length)
  let current = picture
  for (const at of key.fold(0).permutation(names.length)) {
    const name = names[at]!
    const { same, adjust } = adjustments[name]
    const factor = spread(options[name], draws[at]!)
    if (factor !== same) current = adjust(current, factor)
  }
  return current
}
