import { type Apply, happens } from './apply'
import { flipHorizontally } from './operations/flip'
import { fraction } from './options'

export interface HorizontalFlip {
  readonly kind: 'horizontal-flip'
  readonly probability: number
}

/** Left becomes right, with a probability of 0.5 by default. */
export function horizontalFlip({ probability = 0.5 }: { probability?: number } = {}): HorizontalFlip {
  return { kind: 'horizontal-flip', probability: fraction(probability, 'probability') }
}

export const applyHorizontalFlip: Apply<HorizontalFlip> = (picture, { probability }, key) =>
  happens(probability, key.uniform(1)[0]) ? flipHorizontally(picture) : picture
