import { elementCount } from '../../tensor/shape'
import type { Kernel } from './kernel'
import { broadcastPositions } from './positions'

export const matmul: Kernel<'matmul'> = ({ inputs: [a, b], shape, attributes }) => {
  const { transposeA, transposeB } = attributes
  const batch = shape.slice(0, -2)
  const rows = shape.at(-2)!
  const columns = shape.at(-1)!
  const inner = a!.shape.at(transposeA ? -2 : -1)!
  const matricesA = broadcastPositions(a!.shape.slice(0, -2), batch)
  const matricesB = broadcastPositions(b!.shape.slice(0, -2), batch)
  const [rowA, innerA] = transposeA ? [1, rows] : [inner, 1]
  const [innerB, columnB] = transposeB ? [1, inner] : [columns, 1]
  const out = new Float64Array(elementCount(shape))
  let position = 0
  for (let matrix = 0; matrix < matricesA.length; matrix++) {
    const startA = matricesA[matrix]! * rows * inner
    const startB = matricesB[matrix]! * inner * columns
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let total = 0
        for (let k = 0; k < inner; k++) {
          total +=
            a!.data[startA + row * rowA + k * innerA]! * b!.data[startB + k * innerB + column * columnB]!
        }
        out[position++] = total
      }
    }
  }
  return out
}
