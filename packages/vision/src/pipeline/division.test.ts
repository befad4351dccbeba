import { describe, expect, it } from 'vitest'
import { evenly, fully } from './division'

describe('an epoch', () => {
  it.each([
    [10_000, 32, 312, 32],
    [40, 32, 2, 20],
    [17, 7, 3, 5],
    [14, 7, 2, 7],
    [5, 32, 1, 5],
    [0, 32, 0, 32],
  ])(
    'of %i pictures in batches of %i at most is divided evenly into %i of %i',
    (pictures, most, count, size) => {
      expect(evenly(pictures, most)).toEqual({ count, size })
    },
  )

  it('leaves out less than a picture a batch, whatever its size', () => {
    for (let pictures = 1; pictures < 500; pictures++)
      for (let most = 1; most < 70; most++) {
        const { count, size } = evenly(pictures, most)
        const out = pictures - count * size
        expect(size).toBeLessThanOrEqual(most)
        expect(out).toBeGreaterThanOrEqual(0)
        expect(out).toBeLessThan(fully(pictures, most).count)
      }
  })
})
