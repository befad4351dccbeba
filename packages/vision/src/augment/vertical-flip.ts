import { type Apply, happens } from './apply'
import { flipVertically } from './operations/flip'
import { fraction } from './options'

export interface VerticalFlip {
  readonly kind: 'vertical-flip'
  readonly probability: number
}

/** Top becomes bottom, with a probability of 0.5 by default. */
export function verticalFlip({ probability = 0.5 }: { probability?: number } = {}): VerticalFlip {
  return { kind: 'vertical-flip', probability: fraction(probability, 'probability') }
}

export const applyVerticalFlip: Apply<VerticalFlip> = (picture, { probability }, key) =>
  happens(probability, key.uniform(1)[0]) ? flipVertically(picture) : picture
