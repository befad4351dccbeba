import type { PolicyStep } from './policy-operations'
import type { PolicySpace } from './policy-spaces'

/** An operation of a space, each equally likely; its magnitude by number, with either sign. Takes three draws. */
export function drawStep(
  space: PolicySpace,
  draws: Float64Array,
  numberOf: (magnitudes: number, uniform: number) => number,
): PolicyStep {
  const [which, strength, sign] = draws
  const [operation, { values, signed }] = [...space][Math.floor(which! * space.size)]!
  const magnitude = values ? values[numberOf(values.length, strength!)]! : 0
  return { operation, magnitude: signed && sign! < 0.5 ? -magnitude : magnitude }
}
