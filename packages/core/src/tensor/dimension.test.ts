import { GraftError, RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import {
  addDimensions,
  type Dimension,
  divideExactly,
  equalDimensions,
  evaluateDimension,
  floorDivide,
  formatDimension,
  multiplyDimensions,
  subtractDimensions,
  symbol,
  symbolsOf,
} from './dimension'

const batch = symbol('batch')
const length = symbol('length')
const heads = symbol('heads')
const values = new Map([
  ['batch', 5],
  ['length', 7],
  ['heads', 3],
])
const at = (dimension: Dimension) => evaluateDimension(dimension, values)

/** A random polynomial in the three symbols. */
function polynomial(key: RandomKey): Dimension {
  const coefficients = [...key.uniform(5)].map((u) => Math.floor(7 * u) - 3)
  const monomials = [1, batch, length, multiplyDimensions(batch, length), multiplyDimensions(heads, heads)]
  return monomials.reduce(
    (total: Dimension, monomial, i) => addDimensions(total, multiplyDimensions(monomial, coefficients[i]!)),
    0,
  )
}

describe('symbolic dimensions', () => {
  it('are equal when their normal forms are', () => {
    const one = addDimensions(multiplyDimensions(batch, length), batch)
    const other = multiplyDimensions(addDimensions(1, length), batch)
    expect(equalDimensions(one, other)).toBe(true)
    expect(equalDimensions(batch, symbol('batch'))).toBe(true)
    expect(equalDimensions(batch, length)).toBe(false)
    expect(equalDimensions(batch, 1)).toBe(false)
    expect(equalDimensions(multiplyDimensions(batch, batch), batch)).toBe(false)
  })

  it('become numbers again when their symbols cancel', () => {
    expect(subtractDimensions(addDimensions(batch, 3), batch)).toBe(3)
    expect(subtractDimensions(batch, batch)).toBe(0)
    expect(multiplyDimensions(batch, 0)).toBe(0)
    expect(addDimensions(2, 3)).toBe(5)
  })

  it('read as formulas', () => {
    const dimension = addDimensions(multiplyDimensions(2, multiplyDimensions(length, batch)), -1)
    expect(formatDimension(dimension)).toBe('2*batch*length-1')
    expect(formatDimension(4)).toBe('4')
  })

  it('compute like the numbers they stand for', () => {
    for (let i = 0; i < 50; i++) {
      const [a, b] = [polynomial(RandomKey.from(i)), polynomial(RandomKey.from(1000 + i))]
      expect(at(addDimensions(a, b))).toBe(at(a) + at(b))
      expect(at(subtractDimensions(a, b))).toBe(at(a) - at(b))
      expect(at(multiplyDimensions(a, b))).toBe(at(a) * at(b))
    }
  })

  it('divide exactly where every value allows it', () => {
    expect(divideExactly(12, 4)).toBe(3)
    expect(divideExactly(12, 5)).toBeUndefined()
    expect(divideExactly(12, 0)).toBeUndefined()
    expect(divideExactly(batch, 0)).toBeUndefined()
    expect(divideExactly(multiplyDimensions(batch, 4), 2)).toEqual(multiplyDimensions(batch, 2))
    expect(divideExactly(multiplyDimensions(batch, 4), batch)).toBe(4)
    expect(divideExactly(batch, 2)).toBeUndefined()
    expect(divideExactly(batch, length)).toBeUndefined()
    expect(divideExactly(addDimensions(batch, 1), batch)).toBeUndefined()
    const product = multiplyDimensions(addDimensions(length, 1), batch)
    expect(divideExactly(product, addDimensions(length, 1))).toEqual(batch)
    expect(divideExactly(addDimensions(product, 1), addDimensions(length, 1))).toBeUndefined()
  })

  it('give a factor back when a product is divided by the other', () => {
    for (let i = 0; i < 50; i++) {
      const [a, b] = [polynomial(RandomKey.from(i)), polynomial(RandomKey.from(1000 + i))]
      if (b === 0) continue
      const quotient = divideExactly(multiplyDimensions(a, b), b)
      expect(quotient !== undefined && equalDimensions(quotient, a)).toBe(true)
    }
  })

  it('divide down to whole numbers at run time', () => {
    expect(floorDivide(7, 2)).toBe(3)
    expect(floorDivide(-7, 2)).toBe(-4)
    expect(floorDivide(multiplyDimensions(batch, 6), 3)).toEqual(multiplyDimensions(batch, 2))
    const halves = floorDivide(addDimensions(length, -2), 2)
    expect(at(halves)).toBe(2)
    expect(at(addDimensions(multiplyDimensions(halves, batch), 1))).toBe(11)
    expect(at(floorDivide(addDimensions(halves, length), 4))).toBe(2)
    expect(equalDimensions(halves, floorDivide(subtractDimensions(length, 2), 2))).toBe(true)
    expect(equalDimensions(halves, floorDivide(length, 2))).toBe(false)
  })

  it('know the symbols that decide them', () => {
    const nested = floorDivide(addDimensions(multiplyDimensions(batch, heads), length), 2)
    expect(new Set(symbolsOf(multiplyDimensions(nested, length)))).toEqual(
      new Set(['batch', 'heads', 'length']),
    )
    expect(symbolsOf(3)).toEqual([])
  })

  it('need a name that can be written, and a value', () => {
    expect(() => symbol('2 apples')).toThrow(/cannot name a dimension/)
    expect(() => evaluateDimension(symbol('unknown'), values)).toThrow(GraftError)
  })
})
