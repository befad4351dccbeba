import { expect, it } from 'vitest'
import { TimeSlice } from '../rows/time-slice'
import { matrixOf } from './features'
import { standardizationOf, standardized } from './standardize'

it('brings columns to mean 0 and like deviation, and leaves those that are all alike at 0', async () => {
  const features = matrixOf([
    [1, 5, 100],
    [3, 5, 200],
    [5, 5, 600],
  ])
  const scale = await standardizationOf(features, new TimeSlice())
  // StandardScaler().fit([[1, 5, 100], [3, 5, 200], [5, 5, 600]]).scale_
  expect(Array.from(scale.mean)).toEqual([3, 5, 300])
  expect(scale.deviation[0]).toBeCloseTo(1.632993 * Math.sqrt(3), 5)
  expect(scale.deviation[1]).toBe(1)
  expect(scale.deviation[2]).toBeCloseTo(216.02469 * Math.sqrt(3), 4)
  const { data } = await standardized(features, scale, new TimeSlice())
  expect(data[0]).toBeCloseTo(-1.224745 / Math.sqrt(3), 6)
  expect(data[1]).toBe(0)
  expect(data[8]).toBeCloseTo(1.38873 / Math.sqrt(3), 5)
})
