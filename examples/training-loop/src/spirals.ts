import type { RandomKey } from '@graftjs/base'
import { fromTypedArray, type Tensor } from '@graftjs/core'

/** Points of a plane and the arm that each belongs to: float32 `[rows, 2]`, int32 `[rows]`. */
export type Points = { readonly points: Tensor; readonly arms: Tensor }

export const ARMS = 3

/** Points along three arms that wind once around each other: no straight line tells them apart. */
export function drawSpirals(count: number, key: RandomKey): Points {
  const along = key.fold(0).uniform(count)
  const noise = key.fold(1).normal(count)
  const arms = Int32Array.from({ length: count }, (_, row) => row % ARMS)
  const points = new Float32Array(2 * count)
  for (const [row, arm] of arms.entries()) {
    const radius = 0.1 + 0.9 * along[row]!
    const angle = 2 * Math.PI * (radius + arm / ARMS) + 0.15 * noise[row]!
    points.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * row)
  }
  return { points: fromTypedArray(points, [count, 2]), arms: fromTypedArray(arms, [count]) }
}
