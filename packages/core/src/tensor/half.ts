/**
 * Half precision to single and back. Widening is exact; narrowing rounds to the nearest, ties to even,
 * as IEEE 754 and the processors' own instructions do. NaN stays NaN with its sign and leading payload bits.
 */

let widened: Uint32Array | undefined

/** The float32 bits of all 65,536 float16 values: a lookup is faster than the arithmetic. */
function float16Table(): Uint32Array {
  if (widened) return widened
  const table = new Uint32Array(65536)
  for (let half = 0; half < 0x8000; half++) {
    const exponent = half >>> 10
    const mantissa = half & 0x3ff
    let bits: number
    if (exponent === 31) bits = 0x7f800000 | (mantissa << 13)
    else if (exponent > 0) bits = ((exponent + 112) << 23) | (mantissa << 13)
    else if (mantissa === 0) bits = 0
    else {
      // Subnormal: mantissa · 2^-24. Shift its leading one into the implicit place.
      const shift = Math.clz32(mantissa) - 21
      bits = ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13)
    }
    table[half] = bits
    table[half | 0x8000] = (bits | 0x80000000) >>> 0
  }
  widened = table
  return table
}

/** float16 bits to float32 values, exactly. */
export function float16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const table = float16Table()
  const result = new Uint32Array(bits.length)
  for (let i = 0; i < bits.length; i++) result[i] = table[bits[i]!]!
  return new Float32Array(result.buffer)
}

/** float32 values to the bits of the nearest float16; 65520 and above become infinity. */
export function float32ToFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const source = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const result = new Uint16Array(values.length)
  const sum = new Float32Array(1)
  const sumBits = new Uint32Array(sum.buffer)
  for (let i = 0; i < source.length; i++) {
    const bits = source[i]!
    const sign = (bits >>> 16) & 0x8000
    const magnitude = bits & 0x7fffffff
    if (magnitude >= 0x47800000) {
      // 65536 and above, infinity, NaN (made quiet).
      const special = magnitude > 0x7f800000 ? 0x7e00 | ((magnitude >>> 13) & 0x3ff) : 0x7c00
      result[i] = sign | special
    } else if (magnitude >= 0x38800000) {
      const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1)
      result[i] = sign | ((rounded >>> 13) - (112 << 10))
    } else {
      // Below 2^-14 float16 counts in steps of 2^-24, which is the spacing of float32 from 0.5 to 1:
      // adding 0.5 rounds there, and the low bits of the sum are the count.
      sum[0] = Math.abs(values[i]!) + 0.5
      result[i] = sign | (sumBits[0]! - 0x3f000000)
    }
  }
  return result
}

/** bfloat16 bits to float32 values, exactly: bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const result = new Uint32Array(bits.length)
  for (let i = 0; i < bits.length; i++) result[i] = bits[i]! << 16
  return new Float32Array(result.buffer)
}

/** float32 values to the bits of the nearest bfloat16. */
export function float32ToBfloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const source = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const result = new Uint16Array(values.length)
  for (let i = 0; i < source.length; i++) {
    const bits = source[i]!
    const notANumber = (bits & 0x7fffffff) > 0x7f800000
    result[i] = notANumber ? (bits >>> 16) | 0x40 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16
  }
  return result
}
