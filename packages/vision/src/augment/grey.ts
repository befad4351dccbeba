import { type Apply, happens } from './apply'
import { toGrey } from './operations/grey'
import { fraction } from './options'

export interface Grey {
  readonly kind: 'grey'
  readonly probability: number
}

/** Without colours, with a probability of 0.1 by default. */
export function grey({ probability = 0.1 }: { probability?: number } = {}): Grey {
  return { kind: 'grey', probability: fraction(probability, 'probability') }
}

export const applyGrey: Apply<Grey> = (picture, { probability }, key) =>
  happens(probability, key.uniform(1)[0]) ? toGrey(picture) : picture
