import { type FeatureMatrix, TimeSlice } from '@graftjs/classifier'
import { compile, type Engine, fromTypedArray, matmul, type Tensor } from '@graftjs/core'
import { matrixOfTensor } from '../classifier/network-rows'

/** Numbers that a tile may have: what is read in some milliseconds. */
const MOST_NUMBERS = 1e6
const MOST_ROWS = 512

/** The cosines of some rows with all rows. */
export interface SimilarityTile {
  /** The first of the rows. */
  readonly first: number
  readonly rows: number
  /** `[rows, all]` */
  readonly cosines: Float32Array
}

/** The cosines of every row with every row, some rows at a time, by matrix products on the engine. */
export async function* similarityTiles(
  vectors: FeatureMatrix,
  engine: Engine,
  signal?: AbortSignal,
): AsyncGenerator<SimilarityTile, void, undefined> {
  const { data, rows, columns } = vectors
  if (rows === 0) return
  const slice = new TimeSlice(signal)
  const height = Math.max(1, Math.min(rows, MOST_ROWS, Math.floor(MOST_NUMBERS / rows)))
  const product = compile((some: Tensor, all: Tensor) => matmul(some, all, { transposeB: true }), {
    engine,
    dynamic: [['rows', null], null],
  })
  try {
    const all = fromTypedArray(data, [rows, columns])
    for (let first = 0; first < rows; first += height) {
      const count = Math.min(height, rows - first)
      const some = fromTypedArray(data.slice(first * columns, (first + count) * columns), [count, columns])
      const cosines = await product.run([some, all], { signal })
      yield { first, rows: count, cosines: (await matrixOfTensor(cosines)).data }
      await slice.pause()
    }
  } finally {
    await product.dispose()
  }
}
