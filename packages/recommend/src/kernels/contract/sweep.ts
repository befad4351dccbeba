import type { Address, Task } from './task'

/** The inverse of a large symmetric matrix. */
export interface SweepKernels {
  /**
   * A task is a row of a sparse matrix: adds its products with the rows up to it to the tiles of `matrix` (see
   * `sweepTiles`). The rows ascend in the columns, `across`.
   */
  addProducts(
    ...task: [
      ...Task,
      offsets: Address,
      columns: Address,
      values: Address,
      acrossOffsets: Address,
      acrossRows: Address,
      acrossValues: Address,
      matrix: Address,
    ]
  ): void

  /** One task: `pivot` = the inverse of tile (block, block). */
  sweepPivot(...task: [...Task, matrix: Address, block: number, pivot: Address]): void

  /**
   * A task is a block of rows: keeps, transposed, what stands in the columns of `block` in `kept[task]`, and puts its
   * product with the pivot there and into `products[task]`.
   */
  sweepColumns(
    ...task: [...Task, matrix: Address, block: number, pivot: Address, kept: Address, products: Address]
  ): void

  /**
   * A task is a tile: subtracts `products[i] · kept[j]`, outside the columns and rows of `block`. A symmetric, positive
   * definite matrix in double precision, whose lower half lies tile by tile (64 × 64; tile (i, j) is number
   * i (i + 1) ÷ 2 + j), becomes minus its inverse once pivot, columns and tiles are done for every block.
   */
  sweepTiles(...task: [...Task, matrix: Address, block: number, kept: Address, products: Address]): void
}
