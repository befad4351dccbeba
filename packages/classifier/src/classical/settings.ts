import { optionError } from '../training/option-error'

/** @throws GraftError `invalid-option` unless the value is a finite number above 0. */
export function positiveNumber(value: number, option: string): number {
  if (Number.isFinite(value) && value > 0) return value
  throw optionError(option, value, 'a number above 0')
}

/** @throws GraftError `invalid-option` unless the value is a whole number of at least `least`. */
export function wholeNumber(value: number, option: string, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  throw optionError(option, value, `a whole number of at least ${least}`)
}

/** @throws GraftError `invalid-option` unless the value is one of the choices. */
export function oneOf<Choice extends string>(
  value: Choice,
  option: string,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value
  throw optionError(option, value, choices.map((choice) => JSON.stringify(choice)).join(' or '))
}

/** The weight of every class; 1 each where none are given. */
export function classWeightsOf(weights: Float64Array | undefined, classes: number): Float64Array {
  if (weights === undefined) return new Float64Array(classes).fill(1)
  if (weights.length !== classes) {
    throw optionError('classWeights.length', weights.length, `${classes} weights, one a class`)
  }
  for (const weight of weights) positiveNumber(weight, 'classWeights')
  return weights
}
