import { describe, expect, it } from 'vitest'
import { parseIdx } from './idx'

const bytes = (...values: number[]) => Uint8Array.from(values)

describe('parseIdx', () => {
  it('reads two images of 2 × 3', async () => {
    const header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3]
    const images = parseIdx(bytes(...header, ...Array.from({ length: 12 }, (_, i) => 20 * i)), 'images')
    expect(images.dtype).toBe('uint8')
    expect(await images.array()).toEqual([
      [
        [0, 20, 40],
        [60, 80, 100],
      ],
      [
        [120, 140, 160],
        [180, 200, 220],
      ],
    ])
  })

  it.each([
    ['empty', bytes()],
    ['another format', bytes(0x50, 0x4b, 3, 4, 0, 0, 0, 0)],
    ['floating-point elements', bytes(0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0)],
    ['a header that is cut', bytes(0, 0, 8, 2, 0, 0, 0, 1)],
    ['too few elements', bytes(0, 0, 8, 1, 0, 0, 0, 2, 7)],
    ['too many elements', bytes(0, 0, 8, 1, 0, 0, 0, 1, 7, 7)],
    ['a size beyond the file', bytes(0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff, 7)],
  ])('refuses a file that is damaged: %s', (_, file) => {
    expect(() => parseIdx(file, 'labels')).toThrow(/labels/)
  })
})
