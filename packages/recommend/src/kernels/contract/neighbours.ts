import type { Address, Task } from './task'

/** Rows that are like each other. */
export interface NeighbourKernels {
  /**
   * The `k` rows most like each of the `rows`, best first: their ids (−1 where there are fewer of positive likeness) and
   * likenesses. A task is `together` of them. From the product of two rows, the sum over their common columns:
   *
   *     product ÷ (leftᵢ · rightⱼ + shrink)             overlap = 0
   *     product ÷ (leftᵢ + rightⱼ − product + shrink)   overlap = 1
   *
   * The matrix is given by row and by column; `values` of 0 stand for ones. `right` has `count` numbers and at least
   * as many more as make a multiple of four. The columns ascend in each row; `cuts`, from 0 to their number, part them
   * into stretches that are gone through one after the other.
   *
   * `scratch`: `together` times `count` numbers, rounded up to a multiple of four, and one.
   */
  nearestRows(
    ...task: [
      ...Task,
      rows: Address,
      rowCount: number,
      together: number,
      cuts: Address,
      stretches: number,
      offsets: Address,
      columns: Address,
      values: Address,
      acrossOffsets: Address,
      acrossRows: Address,
      acrossValues: Address,
      count: number,
      left: Address,
      right: Address,
      shrink: number,
      overlap: number,
      k: number,
      ids: Address,
      scores: Address,
    ]
  ): void
}
