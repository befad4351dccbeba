import {
  type Compiled,
  compile,
  type Engine,
  fromTypedArray,
  numbersOf,
  scalar,
  type Tensor,
} from '@graftjs/core'
import type { TimeSlice } from '../rows/time-slice'
import { type FeatureMatrix, selectRows } from './feature-matrix'

/** What a row's probabilities leave of the curvature, p (1 − p), where they are neither sure nor blind. */
const curvature = 0.1
/** Of the trace, added to the diagonal: more than float32 rounds, however much the features repeat each other. */
const leastFloor = 1e-4
/**
 * The same for every column a row: with few rows to a column the model gets sure of most of them, and the curvature where
 * features hardly vary comes from the few others. On an EfficientNet's features of 10,000 pictures that makes 91 iterations
 * of 111, to a slightly lower loss; of 3,000 pictures a floor about as high made 75 of 163.
 */
const floorByCrowding = 0.02

/** Below so many columns the factor is found here, without the engine. */
const fewest = 160

/**
 * So many rows a column tell how features vary together, and so many in all. On an EfficientNet's features of 10,000
 * pictures 2, 3, 4 and 8 rows a column lead to as many iterations, 32 or 33 of the strongest penalty, 80 to 90 of the weakest.
 */
const [rowsPerColumn, leastRows] = [2, 1000]

/**
 * A basis for the coefficients, `[columns, columns]`, in which a logistic loss curves about alike in every direction: the
 * inverse Cholesky factor, transposed, of `curvature · XᵀX / rows + penalty`, which the Hessian of a softmax is about. L-BFGS
 * then needs a fifth of the iterations, for the cost of some matrix products.
 *
 * @param penalty of half the squared length of the coefficients, relative to the mean loss; above 0
 */
export async function whiteningBasis(
  features: FeatureMatrix,
  penalty: number,
  engine: Engine,
  slice: TimeSlice,
): Promise<Float32Array> {
  const { data, rows, columns } = someRows(features)
  const of = steps(engine)
  try {
    const gram = await numbers(await of.gram(fromTypedArray(data, [rows, columns]), scalar(curvature / rows)))
    let trace = 0
    for (let i = 0; i < columns; i++) trace += gram[i * columns + i]!
    const added = penalty + Math.max(leastFloor, (floorByCrowding * columns) / features.rows) * trace
    for (let i = 0; i < columns; i++) gram[i * columns + i]! += added
    return await inverseFactor({ data: gram, size: columns }, of, slice)
  } finally {
    await of.dispose()
  }
}

/** Of very many rows some, from everywhere: they may be sorted. */
function someRows(features: FeatureMatrix): FeatureMatrix {
  const { rows, columns } = features
  const wanted = Math.max(leastRows, rowsPerColumn * columns)
  if (rows <= wanted) return features
  return selectRows(
    features,
    Array.from({ length: wanted }, (_, i) => Math.floor((i * rows) / wanted)),
  )
}

/** What is computed of matrices on the engine. */
interface Steps {
  /** aᵀ a, times a number */
  readonly gram: Compiled<[Tensor, Tensor], Tensor>
  /** Of [A B; Bᵀ C] and U of A: Uᵀ B, and what is left of C without it. */
  readonly eliminate: Compiled<[Tensor, Tensor, Tensor], { readonly known: Tensor; readonly rest: Tensor }>
  /** −a b c */
  readonly join: Compiled<[Tensor, Tensor, Tensor], Tensor>
  dispose(): Promise<void>
}

function steps(engine: Engine): Steps {
  const gram = compile((a: Tensor, factor: Tensor) => a.transpose().matmul(a).multiply(factor), { engine })
  const eliminate = compile(
    (u: Tensor, b: Tensor, c: Tensor) => {
      const known = u.transpose().matmul(b)
      return { known, rest: c.subtract(known.transpose().matmul(known)) }
    },
    {
      engine,
      dynamic: [
        ['half', 'half'],
        ['half', 'rest'],
        ['rest', 'rest'],
      ],
    },
  )
  const join = compile((a: Tensor, b: Tensor, c: Tensor) => a.matmul(b.matmul(c)).negate(), {
    engine,
    dynamic: [
      ['half', 'half'],
      ['half', 'rest'],
      ['rest', 'rest'],
    ],
  })
  const all = [gram, eliminate, join]
  return {
    gram,
    eliminate,
    join,
    dispose: async () => {
      for (const one of all) await one.dispose()
    },
  }
}

interface Square {
  /** `[size, size]` */
  readonly data: Float32Array
  readonly size: number
}

/**
 * U = (L⁻¹)ᵀ of a positive definite matrix L Lᵀ, by halves, so that nearly all of the work is matrix products: of
 * [A B; Bᵀ C] it is [R −R K S; 0 S] with K = Rᵀ B, R being that of A, and S that of C − Kᵀ K.
 */
async function inverseFactor(matrix: Square, of: Steps, slice: TimeSlice): Promise<Float32Array> {
  const { size } = matrix
  await slice.pause()
  if (size < fewest) return smallInverseFactor(matrix)
  const half = size >> 1
  const more = size - half
  const first = await inverseFactor({ data: part(matrix, 0, half, 0, half), size: half }, of, slice)
  const r = fromTypedArray(first, [half, half])
  const { known, rest } = await of.eliminate(
    r,
    fromTypedArray(part(matrix, 0, half, half, size), [half, more]),
    fromTypedArray(part(matrix, half, size, half, size), [more, more]),
  )
  const second = await inverseFactor({ data: await numbers(rest), size: more }, of, slice)
  const corner = await numbers(await of.join(r, known, fromTypedArray(second, [more, more])))
  const result = new Float32Array(size * size)
  for (let row = 0; row < half; row++) {
    result.set(first.subarray(row * half, (row + 1) * half), row * size)
    result.set(corner.subarray(row * more, (row + 1) * more), row * size + half)
  }
  for (let row = 0; row < more; row++)
    result.set(second.subarray(row * more, (row + 1) * more), (half + row) * size + half)
  return result
}

/** The same in the plain way: Cholesky's factor, row by row, and its inverse by forward substitution. */
function smallInverseFactor({ data, size }: Square): Float32Array {
  const factor = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = data[i * size + j]!
      for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!
      factor[i * size + j] = i === j ? Math.sqrt(sum) : sum / factor[j * size + j]!
    }
  }
  const inverse = new Float32Array(size * size)
  for (let i = 0; i < size; i++) {
    const pivot = factor[i * size + i]!
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0
      for (let k = j; k < i; k++) sum -= factor[i * size + k]! * inverse[j * size + k]!
      inverse[j * size + i] = sum / pivot
    }
  }
  return inverse
}

function part(
  { data, size }: Square,
  top: number,
  bottom: number,
  left: number,
  right: number,
): Float32Array {
  const width = right - left
  const result = new Float32Array((bottom - top) * width)
  for (let row = top; row < bottom; row++)
    result.set(data.subarray(row * size + left, row * size + right), (row - top) * width)
  return result
}

const numbers = async (tensor: Tensor): Promise<Float32Array> =>
  new Float32Array(numbersOf(await tensor.data(), tensor.dtype))
