import type { FeatureMatrix } from '@graftjs/classifier'
import { fromTypedArray, numbersOf, type Tensor } from '@graftjs/core'
import type { Preprocessor } from '../preprocess/preprocessor'

/** What a network reads: prepared pictures, `[3, height, width]` each, as `[pictures, 3, height, width]`. */
export function stackPixels(inputs: readonly Float32Array[], { outputSize }: Preprocessor): Tensor {
  const { height, width } = outputSize ?? { height: 0, width: 0 }
  const length = 3 * height * width
  const batch = new Float32Array(inputs.length * length)
  for (const [index, input] of inputs.entries()) batch.set(input, index * length)
  return fromTypedArray(batch, [inputs.length, 3, height, width])
}

/** What it says of them, a row each. */
export async function matrixOfTensor(tensor: Tensor): Promise<FeatureMatrix> {
  const [rows, columns] = tensor.shape.map(Number)
  return {
    data: new Float32Array(numbersOf(await tensor.data(), tensor.dtype)),
    rows: rows!,
    columns: columns!,
  }
}
