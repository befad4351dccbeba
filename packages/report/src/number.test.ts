import { describe, expect, it } from 'vitest'
import {
  formatCount,
  formatDuration,
  formatInterval,
  formatNumber,
  formatShare,
  formatSignificant,
} from './number'

describe('numbers', () => {
  it('write an interval after its value', () => {
    expect(formatInterval(0.9731, { lower: 0.9618, upper: 0.98149 })).toBe('0.973 [0.962, 0.981]')
    expect(formatInterval(0.9731)).toBe('0.973')
    expect(formatInterval(0.97312, { lower: 0.9, upper: 1 }, 4)).toBe('0.9731 [0.9000, 1.0000]')
  })

  it('never write NaN, a negative nought or an empty cell', () => {
    expect(
      [null, undefined, Number.NaN, -0.00001, -0.25, Infinity, -Infinity].map((value) => formatNumber(value)),
    ).toEqual(['–', '–', '–', '0.000', '−0.250', '∞', '−∞'])
  })

  it('group thousands', () => {
    expect([0, 999, 6046, 1_234_567.2].map(formatCount)).toEqual(['0', '999', '6,046', '1,234,567'])
  })

  it('keep a digit of small shares', () => {
    expect([0, 0.004, 0.05, 0.0995, 0.37, 0.9962, 1].map(formatShare)).toEqual([
      '0 %',
      '0.4 %',
      '5 %',
      '10 %',
      '37 %',
      '100 %',
      '100 %',
    ])
  })

  it('write durations in the two units that matter', () => {
    expect([0, 8.2, 59.5, 80, 3599, 7500, Number.NaN].map(formatDuration)).toEqual([
      '0 s',
      '9 s',
      '1 min 00 s',
      '1 min 20 s',
      '59 min 59 s',
      '2 h 05 min',
      '–',
    ])
  })

  it('keep three digits of any size', () => {
    expect([0.41234, 12.345, 1234.5, 5e-5, -2.5e-7, 0, 3e9].map(formatSignificant)).toEqual([
      '0.412',
      '12.3',
      '1235',
      '5e-5',
      '−2.5e-7',
      '0',
      '3e9',
    ])
  })
})
