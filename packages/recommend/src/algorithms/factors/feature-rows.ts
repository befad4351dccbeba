import type { Features } from '../../features/features'
import { unitRows } from '../../features/unit-rows'
import type { CompressedRows } from '../../sparse'

/**
 * What users or items are sums of: every row itself (1) in the first columns, and then what is known of it, see
 * `unitRows`.
 */
export function featureRows(rows: number, features: Features | undefined): CompressedRows {
  const known = features && unitRows(features)
  const offsets = new Int32Array(rows + 1)
  const indices: number[] = []
  const values: number[] = []
  for (let row = 0; row < rows; row++) {
    indices.push(row)
    values.push(1)
    if (known) {
      for (let at = known.offsets[row]!; at < known.offsets[row + 1]!; at++) {
        indices.push(rows + known.indices[at]!)
        values.push(known.values[at]!)
      }
    }
    offsets[row + 1] = indices.length
  }
  return {
    rows,
    columns: rows + (known?.columns ?? 0),
    offsets,
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  }
}
