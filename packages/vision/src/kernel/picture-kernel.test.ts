import { expect, it } from 'vitest'
import { kernelFlip, plainFlip } from '../augment/operations/flip'
import { kernelNumbers, plainNumbers } from '../preprocess/numbers'
import { pattern } from '../testing/pattern'

const sizes = Array.from({ length: 24 }, (_, at) => [at + 1, 1 + (at % 5)] as const)

it.each(sizes)('%i x %i pixels are flipped as the plain code flips them', (width, height) => {
  const picture = pattern(width, height, width)
  expect(kernelFlip(picture)).toEqual(plainFlip(picture))
})

it.each(sizes)('%i x %i pixels become the numbers that the plain code gives', (width, height) => {
  const picture = pattern(width, height, width)
  const levels = Float32Array.from({ length: 768 }, (_, level) => Math.sin(level))
  const area = width * height
  const outs = [kernelNumbers, plainNumbers].map((numbers) => {
    const out = new Float32Array(3 * area + 4).fill(-7)
    numbers(picture, levels, { out, red: 2 + 2 * area, green: 2 + area, blue: 2 })
    return out
  })
  expect(outs[0]).toEqual(outs[1])
  expect([...outs[0]!.subarray(0, 2), ...outs[0]!.subarray(-2)]).toEqual([-7, -7, -7, -7])
})

it('what is too large for the kernel is left to the plain code, with the same result', () => {
  const large = { width: 8000, height: 4000, pixels: new Uint8Array(8000 * 4000 * 3) }
  large.pixels[0] = 9
  const planes = { out: new Float32Array(1), red: 0, green: 0, blue: 0 }
  expect(kernelFlip(large)).toBeUndefined()
  expect(kernelNumbers(large, new Float32Array(768), planes)).toBe(false)
})
