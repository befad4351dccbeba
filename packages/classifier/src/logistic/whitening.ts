import { type Compiled, compile, type Engine, fromTypedArray, numbersOf, type Tensor } from '@graftjs/core'
import type { TimeSlice } from '../rows/time-slice'
import { type FeatureMatrix, selectRows } from './feature-matrix'

/** What a row's probabilities leave of the curvature, p (1 − p), where they are neither sure nor blind. */
const curvature = 0.1
/** Of the trace, added to the diagonal: more than float32 rounds, however much the features repeat each other. */
const floor = 1e-4
/** Below so many columns the factor is found here, without the engine. */
const fewest = 160

/** So many rows a column tell how features vary together. */
const rowsPerColumn = 8

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
  const of = products(engine)
  try {
    const gram = await numbers(await of.gram(fromTypedArray(data, [rows, columns])))
    let trace = 0
    for (let i = 0; i < gram.length; i++) gram[i]! *= curvature / rows
    for (let i = 0; i < columns; i++) trace += gram[i * columns + i]!
    for (let i = 0; i < columns; i++) gram[i * columns + i]! += penalty + floor * trace
    return transposed(await inverseFactor({ data: gram, size: columns }, of, slice), columns)
  } finally {
    await of.dispose()
  }
}

/** Of very many rows some, from everywhere: they may be sorted. */
function someRows(features: FeatureMatrix): FeatureMatrix {
  const { rows, columns } = features
  const wanted = rowsPerColumn * columns
  if (rows <= wanted) return features
  return selectRows(
    features,
    Array.from({ length: wanted }, (_, i) => Math.floor((i * rows) / wanted)),
  )
}

/** The products that are made of matrices of any size. */
interface Products {
  /** aᵀ a */
  readonly gram: Compiled<[Tensor], Tensor>
  /** a b */
  readonly plain: Compiled<[Tensor, Tensor], Tensor>
  /** a bᵀ */
  readonly byTransposed: Compiled<[Tensor, Tensor], Tensor>
  dispose(): Promise<void>
}

function products(engine: Engine): Products {
  const gram = compile((a: Tensor) => a.transpose().matmul(a), { engine })
  const plain = compile((a: Tensor, b: Tensor) => a.matmul(b), {
    engine,
    dynamic: [
      ['rows', 'inner'],
      ['inner', 'columns'],
    ],
  })
  const byTransposed = compile((a: Tensor, b: Tensor) => a.matmul(b.transpose()), {
    engine,
    dynamic: [
      ['rows', 'inner'],
      ['columns', 'inner'],
    ],
  })
  const all = [gram, plain, byTransposed]
  return {
    gram,
    plain,
    byTransposed,
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
 * L⁻¹ of a positive definite matrix L Lᵀ, by halves, so that nearly all of the work is matrix products: of [A ·; B C] it is
 * [R ·; −S B Rᵀ R S], R being that of A, and S that of C − (B Rᵀ) (B Rᵀ)ᵀ.
 */
async function inverseFactor(matrix: Square, of: Products, slice: TimeSlice): Promise<Float32Array> {
  const { size } = matrix
  await slice.pause()
  if (size < fewest) return smallInverseFactor(matrix)
  const half = size >> 1
  const rest = size - half
  const first = await inverseFactor({ data: part(matrix, 0, half, 0, half), size: half }, of, slice)
  const r = fromTypedArray(first, [half, half])
  const b = fromTypedArray(part(matrix, half, size, 0, half), [rest, half])
  const below = await of.byTransposed(b, r)
  const known = await numbers(await of.byTransposed(below, below))
  const remaining = part(matrix, half, size, half, size).map((value, i) => value - known[i]!)
  const second = await inverseFactor({ data: remaining, size: rest }, of, slice)
  const corner = await numbers(await of.plain(await of.plain(fromTypedArray(second, [rest, rest]), below), r))
  const result = new Float32Array(size * size)
  for (let row = 0; row < half; row++) result.set(first.subarray(row * half, (row + 1) * half), row * size)
  for (let row = 0; row < rest; row++) {
    const at = (half + row) * size
    for (let column = 0; column < half; column++) result[at + column] = -corner[row * half + column]!
    result.set(second.subarray(row * rest, (row + 1) * rest), at + half)
  }
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
      for (let k = j; k < i; k++) sum -= factor[i * size + k]! * inverse[k * size + j]!
      inverse[i * size + j] = sum / pivot
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

function transposed(data: Float32Array, size: number): Float32Array {
  const result = new Float32Array(data.length)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) result[column * size + row] = data[row * size + column]!
  return result
}

const numbers = async (tensor: Tensor): Promise<Float32Array> =>
  new Float32Array(numbersOf(await tensor.data(), tensor.dtype))
