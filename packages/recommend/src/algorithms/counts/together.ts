import type { FitContext } from '../../recommender/fit-context'
import type { TrainingData } from '../../recommender/training-data'
import { type CompressedRows, inSlices, transposeSlices } from '../../sparse'

/**
 * How alike two items are, from how many users have both and how many have each.
 *
 * - `counts`: both; `conditional`: both ÷ those of the first (the confidence of a rule);
 * - `jaccard`: both ÷ either; `lift`: both ÷ (first · second); `cosine`: both ÷ √(first · second);
 * - `lexicographers`: both · log2 of the lift (lexicographers' mutual information).
 */
export const likenesses = {
  counts: (both) => both,
  conditional: (both, first) => both / first,
  jaccard: (both, first, second) => both / (first + second - both),
  lift: (both, first, second) => both / (first * second),
  cosine: (both, first, second) => both / Math.sqrt(first * second),
  lexicographers: (both, first, second, users) => both * Math.log2((both * users) / (first * second)),
} as const satisfies Record<string, (both: number, first: number, second: number, users: number) => number>

export type LikenessName = keyof typeof likenesses

export const likenessNames = [
  'counts',
  'conditional',
  'jaccard',
  'lift',
  'cosine',
  'lexicographers',
] as const satisfies readonly LikenessName[]

export interface TogetherOptions {
  readonly likeness: LikenessName
  /** Pairs that fewer users have together are left out. */
  readonly least: number
  /** How many others each item keeps, the most alike ones; false for all. */
  readonly neighbours: number | false
  /** Whether an item is alike to itself, as in SAR. */
  readonly itself: boolean
}

/** items × items: the likeness of every two items that enough users have together, by one pass per item. */
export async function itemsTogether(
  data: TrainingData,
  { likeness, least, neighbours, itself }: TogetherOptions,
  context: FitContext,
): Promise<CompressedRows> {
  const { byUser, users, items } = data
  const { offsets, indices, values } = liked(byUser)
  const byItem = await inSlices(transposeSlices({ ...byUser, offsets, indices, values }), context.breathe)
  const of = likenesses[likeness]
  const countOf = (item: number) => byItem.offsets[item + 1]! - byItem.offsets[item]!
  const both = new Int32Array(items)
  const rows: { readonly indices: Int32Array; readonly values: Float32Array }[] = []
  let entries = 0
  for (let item = 0; item < items; item++) {
    await context.breathe()
    const touched: number[] = []
    for (let at = byItem.offsets[item]!; at < byItem.offsets[item + 1]!; at++) {
      const user = byItem.indices[at]!
      for (let own = offsets[user]!; own < offsets[user + 1]!; own++) {
        if (both[indices[own]!]!++ === 0) touched.push(indices[own]!)
      }
    }
    const kept = touched.filter((other) => both[other]! >= least && (itself || other !== item))
    const scores = new Map(
      kept.map((other) => [other, of(both[other]!, countOf(item), countOf(other), users)]),
    )
    const chosen =
      neighbours !== false && kept.length > neighbours
        ? kept.sort((a, b) => scores.get(b)! - scores.get(a)! || a - b).slice(0, neighbours)
        : kept
    chosen.sort((a, b) => a - b)
    rows.push({
      indices: Int32Array.from(chosen),
      values: Float32Array.from(chosen, (other) => scores.get(other)!),
    })
    entries += chosen.length
    for (const other of touched) both[other] = 0
    if (item % 256 === 255) context.report({ step: item + 1, steps: items })
  }
  context.report({ step: items, steps: items })
  return joined(rows, entries, items)
}

/** Without what users have more bad than good to say about. */
function liked({ rows, columns, offsets, indices, values }: CompressedRows): CompressedRows {
  if (values.every((value) => value > 0)) return { rows, columns, offsets, indices, values }
  const kept = Int32Array.from(indices.keys()).filter((at) => values[at]! > 0)
  const starts = new Int32Array(rows + 1)
  let next = 0
  for (let row = 0; row < rows; row++) {
    while (next < kept.length && kept[next]! < offsets[row + 1]!) next++
    starts[row + 1] = next
  }
  return {
    rows,
    columns,
    offsets: starts,
    indices: kept.map((at) => indices[at]!),
    values: Float32Array.from(kept, (at) => values[at]!),
  }
}

function joined(
  rows: readonly { readonly indices: Int32Array; readonly values: Float32Array }[],
  entries: number,
  items: number,
): CompressedRows {
  const offsets = new Int32Array(items + 1)
  const indices = new Int32Array(entries)
  const values = new Float32Array(entries)
  rows.forEach((row, item) => {
    indices.set(row.indices, offsets[item])
    values.set(row.values, offsets[item])
    offsets[item + 1] = offsets[item]! + row.indices.length
  })
  return { rows: items, columns: items, offsets, indices, values }
}
