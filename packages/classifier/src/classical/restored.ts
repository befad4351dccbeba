import { GraftError } from '@graftjs/base'
import type { ModelState } from './learner'

/** Reads the parts of a state, each checked before it is believed. */
export class RestoredState {
  readonly classes: number
  readonly columns: number

  constructor(private readonly state: ModelState) {
    this.classes = count(state.classes, 'classes')
    this.columns = count(state.columns, 'columns')
  }

  number(name: string): number {
    const value = this.state.settings[name]
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw damaged(`has no number ${name}`)
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.state.settings[name]
    const choice = choices.find((one) => one === value)
    if (choice === undefined) throw damaged(`has ${JSON.stringify(value)} as ${name}`)
    return choice
  }

  float64(name: string, length?: number): Float64Array {
    const array = this.state.arrays[name]
    if (!isTyped(array, 'Float64Array')) throw damaged(`has no float64 array ${name}`)
    return fits(array, name, length)
  }

  float32(name: string, length?: number): Float32Array {
    const array = this.state.arrays[name]
    if (!isTyped(array, 'Float32Array')) throw damaged(`has no float32 array ${name}`)
    return fits(array, name, length)
  }

  /** Whole numbers from `least` up to and without `below`. */
  int32(
    name: string,
    { length, least, below }: { length?: number; least: number; below: number },
  ): Int32Array {
    const array = this.state.arrays[name]
    if (!isTyped(array, 'Int32Array')) throw damaged(`has no int32 array ${name}`)
    for (const value of array) {
      if (value < least || value >= below) throw damaged(`has ${value} in ${name}`)
    }
    return fits(array, name, length)
  }
}

interface TypedArrays {
  readonly Float64Array: Float64Array
  readonly Float32Array: Float32Array
  readonly Int32Array: Int32Array
}

/** By its tag, since the array may come from another realm. */
const isTyped = <Name extends keyof TypedArrays>(value: unknown, name: Name): value is TypedArrays[Name] =>
  Object.prototype.toString.call(value) === `[object ${name}]`

function fits<Numbers extends Float64Array | Float32Array | Int32Array>(
  array: Numbers,
  name: string,
  length = array.length,
): Numbers {
  if (array.length !== length) throw damaged(`has ${array.length} numbers in ${name} instead of ${length}`)
  if (!array.every(Number.isFinite)) throw damaged(`has a number in ${name} that is not finite`)
  return array
}

function count(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw damaged(`has ${String(value)} as ${name}`)
}

/** @returns the error of a state that no training left behind */
export function damaged(what: string): GraftError {
  return new GraftError('invalid-file', {
    what: `The saved model ${what}.`,
    fix: 'It is damaged or was edited: save or copy the model again.',
  })
}
