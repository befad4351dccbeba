import type { Address, Task } from './task'

/** Factors from least squares, a side at a time. */
export interface LeastSquaresKernels {
  /** A task is a block of 1024 rows: `sums[block]` = Σ rowᵀ · row, `width` × `width`, right below the diagonal only. */
  gramBlocks(...task: [...Task, factors: Address, rows: number, width: number, sums: Address]): void

  /** A task is a row of `gram` = scale · Σ sums. */
  gramSum(
    ...task: [...Task, sums: Address, blocks: number, width: number, scale: number, gram: Address]
  ): void

  /**
   * Least squares by conjugate gradients: improves x of a range of rows. See {@link LeastSquares}.
   * A task is a range `tasks[task]` … `tasks[task + 1] − 1` of positions in `order`; what stands in `order` before
   * position `together` is solved together, task by task, which is faster for long rows whose columns ascend.
   *
   * `scratch`: per row in work (one, or a task's) 8 bytes and 3 rows of `width`, and 16 bytes.
   */
  solveByGradients(
    ...task: [...Task, tasks: Address, order: Address, together: number, ...LeastSquares, steps: number]
  ): void

  /**
   * Least squares by Cholesky's decomposition. See {@link LeastSquares}. A task is a row, `order[task]`; factors from
   * `factors` to `width` are padding.
   *
   * `scratch`: `width + 66` rows of `width`.
   */
  solveByCholesky(...task: [...Task, order: Address, ...LeastSquares, factors: number]): void
}

/**
 * For each row u, with entries k of value cₖ and column vector yₖ:
 *
 *     (gram + penaltyᵤ · I + Σₖ aₖ · yₖ ⊗ yₖ) xᵤ = Σₖ bₖ · yₖ,   aₖ = slope · |cₖ| + shift,   bₖ = max(cₖ, floor)
 *
 * cₖ stands `valueStep` bytes after the value of the entry before: 4, or 0 where four of one value stand at `values`.
 * `gram` may be 0 for none. `width`, the length of x's and y's rows, is a multiple of 8. A row without entries gets 0.
 */
export type LeastSquares = [
  offsets: Address,
  columns: Address,
  values: Address,
  valueStep: number,
  penalties: Address,
  slope: number,
  shift: number,
  floor: number,
  gram: Address,
  x: Address,
  y: Address,
  width: number,
]
