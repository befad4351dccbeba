import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half'

const fixture: { float32: number[]; float16: number[]; bfloat16: number[] } = JSON.parse(
  readFileSync(new URL('./fixtures/half.json', import.meta.url), 'utf8'),
)
const values = new Float32Array(Uint32Array.from(fixture.float32).buffer)
const everyPattern = Uint16Array.from({ length: 65536 }, (_, bits) => bits)

/** What a float16 pattern means, by the definition in IEEE 754. */
function meaning(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 31
  const fraction = (bits & 0x3ff) / 1024
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15)
}

describe('half precision', () => {
  it('widens every float16 exactly and narrows it back to the same bits', () => {
    const wide = float16ToFloat32(everyPattern)
    const back = float32ToFloat16(wide)
    expect([...everyPattern].filter((bits) => !Object.is(wide[bits], meaning(bits)))).toEqual([])
    expect([...everyPattern].filter((bits) => !Number.isNaN(wide[bits]) && back[bits] !== bits)).toEqual([])
  })

  it('widens every bfloat16 and narrows it back to the same bits', () => {
    const wide = bfloat16ToFloat32(everyPattern)
    const back = float32ToBfloat16(wide)
    expect([...everyPattern].filter((bits) => !Number.isNaN(wide[bits]) && back[bits] !== bits)).toEqual([])
  })

  it('rounds to float16 as numpy does: ties, subnormals, overflow', () => {
    const narrow = float32ToFloat16(values)
    values.forEach((value, i) => {
      if (Number.isNaN(value)) expect(meaning(narrow[i]!)).toBeNaN()
      else expect(narrow[i], `float32 bits ${fixture.float32[i]}`).toBe(fixture.float16[i])
    })
  })

  it('rounds to bfloat16 as PyTorch does', () => {
    const narrow = float32ToBfloat16(values)
    const wide = bfloat16ToFloat32(narrow)
    values.forEach((value, i) => {
      if (Number.isNaN(value)) expect(wide[i]).toBeNaN()
      else expect(narrow[i], `float32 bits ${fixture.float32[i]}`).toBe(fixture.bfloat16[i])
    })
  })

  it('takes a view into a larger buffer', () => {
    const view = new Float32Array([9, 1, -2, 9]).subarray(1, 3)
    expect([...float16ToFloat32(float32ToFloat16(view))]).toEqual([1, -2])
  })
})
