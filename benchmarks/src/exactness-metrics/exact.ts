import { GraftError } from '@graftjs/base'
import type { Dice } from './dice'

/** What a measure gives: a number or numbers; null where a measure says that it is not defined. */
export type Answer = number | null | readonly Answer[]

/** A measure, random input for it, and who else computes it. */
interface ExactMeasure<Input> {
  /** Who says what is right, under the measure's name in `peers/metrics/exactness`. */
  readonly peer: string
  /** The greatest difference allowed, relative above 1; 1e-9 unless the reference itself is looser. */
  readonly tolerance?: number
  /** Input that crosses to Python as JSON. */
  readonly make: (dice: Dice) => Input
  readonly ours: (input: Input) => Answer
}

/** One random case: what the peer gets, and what we say. */
export interface ExactCase {
  readonly input: unknown
  readonly ours: Answer
}

/** A measure without the type of its input. */
export interface Exactness {
  readonly peer: string
  readonly tolerance: number
  readonly draw: (dice: Dice) => ExactCase
}

export function exact<Input>({ peer, tolerance = 1e-9, make, ours }: ExactMeasure<Input>): Exactness {
  return {
    peer,
    tolerance,
    draw(dice) {
      const input = make(dice)
      return { input, ours: answerOf(() => ours(input)) }
    },
  }
}

/** NaN or a refusal of data says that the measure is not defined for it. Anything else that is thrown is a defect. */
function answerOf(compute: () => Answer): Answer {
  try {
    const answer = compute()
    return Number.isNaN(answer) ? null : answer
  } catch (error) {
    if (GraftError.isInstance(error) && error.code === 'invalid-data') return null
    throw error
  }
}

/** How far two answers are apart, relative above 1; Infinity where one is defined only, or their shapes differ. */
export function difference(ours: Answer, theirs: Answer): number {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    if (Object.is(ours, theirs) || ours === theirs) return 0
    const apart = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs))
    return Number.isNaN(apart) ? Infinity : apart
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.reduce<number>((most, own, at) => Math.max(most, difference(own, theirs[at])), 0)
  }
  return ours === null && theirs === null ? 0 : Infinity
}
