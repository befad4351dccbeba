import type { Size } from '../../preprocess/target-size'
import type { PolicyOperationName } from './policy-operations'

/** The magnitudes that an operation may have, weakest first; undefined where it has none. */
export interface Magnitudes {
  readonly values: readonly number[] | undefined
  /** Whether it may also be the negative of one. */
  readonly signed: boolean
}

export type PolicySpace = ReadonlyMap<PolicyOperationName, Magnitudes>

const plain: Magnitudes = { values: undefined, signed: false }

/** AutoAugment's, whose translations are in proportion to the picture. */
export function autoAugmentSpace(bins: number, { width, height }: Size): PolicySpace {
  return new Map<PolicyOperationName, Magnitudes>([
    ...bending(bins, 0.3, (150 / 331) * width, (150 / 331) * height, 30),
    ...colouring(bins, 0.9),
    ...toning(bins, 8, 4),
    ['Invert', plain],
  ])
}

export function randAugmentSpace(bins: number, { width, height }: Size): PolicySpace {
  return new Map<PolicyOperationName, Magnitudes>([
    ['Identity', plain],
    ...bending(bins, 0.3, (150 / 331) * width, (150 / 331) * height, 30),
    ...colouring(bins, 0.9),
    ...toning(bins, 8, 4),
  ])
}

/** TrivialAugment's wide space. */
export function trivialAugmentSpace(bins: number): PolicySpace {
  return new Map<PolicyOperationName, Magnitudes>([
    ['Identity', plain],
    ...bending(bins, 0.99, 32, 32, 135),
    ...colouring(bins, 0.99),
    ...toning(bins, 8, 6),
  ])
}

export function augMixSpace(bins: number, { width, height }: Size): PolicySpace {
  return new Map<PolicyOperationName, Magnitudes>([
    ...bending(bins, 0.3, width / 3, height / 3, 30),
    ...toning(bins, 4, 4),
    ...colouring(bins, 0.9),
  ])
}

type Entries = readonly (readonly [PolicyOperationName, Magnitudes])[]

function bending(bins: number, shear: number, right: number, down: number, turn: number): Entries {
  const upTo = (most: number): Magnitudes => ({ values: evenly(0, most, bins), signed: true })
  return [
    ['ShearX', upTo(shear)],
    ['ShearY', upTo(shear)],
    ['TranslateX', upTo(right)],
    ['TranslateY', upTo(down)],
    ['Rotate', upTo(turn)],
  ]
}

function colouring(bins: number, most: number): Entries {
  const magnitudes: Magnitudes = { values: evenly(0, most, bins), signed: true }
  const names = ['Brightness', 'Color', 'Contrast', 'Sharpness'] as const
  return names.map((name) => [name, magnitudes])
}

function toning(bins: number, bits: number, fewer: number): Entries {
  const kept = Array.from({ length: bins }, (_, at) => bits - roundToEven(at / ((bins - 1) / fewer)))
  return [
    ['Posterize', { values: kept, signed: false }],
    ['Solarize', { values: evenly(255, 0, bins), signed: false }],
    ['AutoContrast', plain],
    ['Equalize', plain],
  ]
}

/** `torch.linspace` in float32, which counts from both ends. */
function evenly(from: number, to: number, count: number): number[] {
  const [first, last] = [Math.fround(from), Math.fround(to)]
  const step = Math.fround(Math.fround(last - first) / (count - 1))
  return Array.from({ length: count }, (_, at) =>
    at < Math.floor(count / 2) ? Math.fround(first + step * at) : Math.fround(last - step * (count - 1 - at)),
  )
}

function roundToEven(value: number): number {
  const down = Math.floor(value)
  if (value - down !== 0.5) return Math.round(value)
  return down % 2 === 0 ? down : down + 1
}
