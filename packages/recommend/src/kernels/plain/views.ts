/** The kernels' memory, number by number. A kernel's address ÷ the size of a number is a position here. */
export interface Views {
  readonly floats: Float32Array
  readonly doubles: Float64Array
  readonly ints: Int32Array
}

export const viewsOf = (buffer: SharedArrayBuffer): Views => ({
  floats: new Float32Array(buffer),
  doubles: new Float64Array(buffer),
  ints: new Int32Array(buffer),
})

/** The row of `width` floats that begins `row` rows after an address. */
export const rowAt = ({ floats }: Views, address: number, row: number, width: number): Float32Array =>
  floats.subarray(address / 4 + row * width, address / 4 + (row + 1) * width)

export const floatAt = ({ floats }: Views, address: number, position: number): number =>
  floats[address / 4 + position]!

export const intAt = ({ ints }: Views, address: number, position: number): number =>
  ints[address / 4 + position]!
