import { GraftError, type RandomKey } from '@graftjs/base'
import { fromTypedArray } from '../tensor/create'
import { elementsOf, type TypedArray } from '../tensor/dtype'
import { elementCount, formatShape, isConcrete } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { readData } from '../transform/evaluate'
import { leavesOf, mapLeaves } from '../transform/tree'
import type { Batches } from './batches'

export interface BatchRowsOptions {
  /** Rows of a batch. */
  readonly size: number
  /** Draws another order for every epoch. Default: the rows come as they are. */
  readonly shuffle?: RandomKey
  /** Which rows take part, for example one side of a split. Default: all. */
  readonly rows?: ArrayLike<number>
  /** Whether an epoch ends with a smaller batch where rows are left over. Default `keep`. */
  readonly partial?: 'keep' | 'drop'
}

/**
 * Batches of rows in memory: tensors of any structure, the rows of which lie along their first axes and belong
 * together. Each batch has the same structure.
 *
 * ```ts
 * await fit({ batches: await batchesOf({ x, y }, { size: 128, shuffle: key }), … })
 * ```
 *
 * Errors: `shape-mismatch` where the tensors do not have as many rows, `invalid-option`.
 */
export async function batchesOf<Rows extends object>(
  tensors: Rows,
  { size, shuffle, rows, partial = 'keep' }: BatchRowsOptions,
): Promise<Batches<Rows>> {
  if (!(Number.isSafeInteger(size) && size > 0)) {
    throw new GraftError('invalid-option', {
      what: `size is ${size}.`,
      where: 'batchesOf',
      fix: 'Give a whole number of rows above 0.',
    })
  }
  const sources = new Map<Tensor, RowSource>()
  for (const { path, leaf } of leavesOf(tensors)) {
    if (isTensor(leaf)) sources.set(leaf, await rowSource(leaf, path))
  }
  const inAll = countOf(sources)
  const chosen = rows ? checkRows(rows, inAll) : undefined
  const count = chosen?.length ?? inAll
  const perEpoch = partial === 'keep' ? Math.ceil(count / size) : Math.floor(count / size)
  let order: { readonly epoch: number; readonly places: Uint32Array } | undefined

  function placesOf(epoch: number, index: number): number[] {
    const from = index * size
    const length = Math.min(size, count - from)
    if (shuffle && order?.epoch !== epoch) {
      order = { epoch, places: shuffle.fold(epoch).permutation(count) }
    }
    return Array.from({ length }, (_, i) => {
      const place = order?.places[from + i] ?? from + i
      return chosen?.[place] ?? place
    })
  }

  return {
    perEpoch,
    at(epoch, index) {
      const places = placesOf(epoch, index)
      return mapLeaves(tensors, (leaf) => (isTensor(leaf) ? sources.get(leaf)!.take(places) : leaf))
    },
  }
}

interface RowSource {
  readonly path: string
  readonly rows: number
  take(places: readonly number[]): Tensor
}

async function rowSource(tensor: Tensor, path: string): Promise<RowSource> {
  const { shape, dtype } = tensor
  if (!isConcrete(shape) || shape.length === 0) throw noRows(path, formatShape(shape))
  const data = await readData(tensor)
  const [rows, ...rest] = shape as readonly [number, ...number[]]
  const width = elementCount(rest)
  return {
    path,
    rows,
    take(places) {
      const taken = elementsOf(dtype, places.length * width)
      for (const [index, place] of places.entries()) copyRow(data, place * width, taken, index * width, width)
      return fromTypedArray(taken, [places.length, ...rest], dtype)
    },
  }
}

function copyRow(from: TypedArray, start: number, to: TypedArray, at: number, width: number): void {
  // The same class of typed array on both sides, which the compiler cannot know.
  to.set(from.subarray(start, start + width) as never, at)
}

function countOf(sources: ReadonlyMap<Tensor, RowSource>): number {
  const [first, ...others] = sources.values()
  if (!first) {
    throw new GraftError('invalid-data', {
      what: 'There is no tensor among the rows.',
      where: 'batchesOf',
      fix: 'Give tensors, for example { x, y }.',
    })
  }
  const odd = others.find(({ rows }) => rows !== first.rows)
  if (!odd) return first.rows
  throw new GraftError('shape-mismatch', {
    what: `"${first.path}" has ${first.rows} rows, but "${odd.path}" has ${odd.rows}.`,
    where: 'batchesOf',
    fix: 'Give tensors whose first axes have one length.',
  })
}

function checkRows(rows: ArrayLike<number>, count: number): Int32Array {
  const chosen = Int32Array.from(rows)
  const odd = Array.from(rows).find((row) => !(Number.isSafeInteger(row) && row >= 0 && row < count))
  if (odd === undefined) return chosen
  throw new GraftError('invalid-option', {
    what: `rows names ${odd}, but there are ${count} rows, from 0 on.`,
    where: 'batchesOf',
    fix: 'Give positions of rows.',
  })
}

const noRows = (path: string, shape: string): GraftError =>
  new GraftError('shape-mismatch', {
    what: `"${path}" has the shape ${shape}, and so no rows.`,
    where: 'batchesOf',
    fix: 'Give tensors with at least one axis.',
  })
