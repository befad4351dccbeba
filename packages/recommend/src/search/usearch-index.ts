import type { FactorizedModel } from '../algorithms/factors/factors'
import { Directions, type NearestIndex } from './nearest-index'

/** Items that are added without a pause: some milliseconds of work. */
const SLICE = 256

export interface UsearchOptions {
  /** How many links each item has. */
  readonly connectivity: number
  /** How many items are looked at on the way, at least; more find more and take longer. */
  readonly expansion: number
}

/** The library, as far as it is used. */
type Usearch = typeof import('usearch')

/** A graph of near items (HNSW; Malkov and Yashunin 2018) by the library usearch, made on one thread: its bits are always the same. */
export async function usearchIndex(
  { Index, MetricKind, ScalarKind }: Usearch,
  { products, candidates }: Pick<FactorizedModel, 'products' | 'candidates'>,
  { connectivity, expansion }: UsearchOptions,
  breathe: () => Promise<void>,
): Promise<NearestIndex> {
  const directions = new Directions(products, candidates)
  const { width } = directions
  const index = new Index({
    dimensions: width,
    metric: MetricKind.Cos,
    quantization: ScalarKind.F32,
    connectivity,
    expansion_add: 128,
    expansion_search: expansion,
    multi: false,
  })
  for (let from = 0; from < candidates.length; from += SLICE) {
    const items = candidates.subarray(from, from + SLICE)
    const rows = new Float32Array(items.length * width)
    items.forEach((item, at) => {
      directions.writeItem(item, rows, at * width)
    })
    index.add(BigUint64Array.from(items, BigInt), rows, 1)
    await breathe()
  }
  return {
    size: candidates.length,
    find(user, count) {
      if (candidates.length === 0) return new Int32Array(0)
      const { keys } = index.search(directions.ofUser(user), Math.min(count, candidates.length), 1)
      return Int32Array.from(keys, Number)
    },
  }
}
