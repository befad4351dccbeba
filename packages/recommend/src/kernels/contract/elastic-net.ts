import type { Address, Task } from './task'

/** Rows that are made up of few others. */
export interface ElasticNetKernels {
  /**
   * A task is a row of a sparse matrix, given by row and by column: its products with all rows, `count` numbers.
   *
   * `scratch`: `count` doubles.
   */
  rowProducts(
    ...task: [
      ...Task,
      offsets: Address,
      columns: Address,
      values: Address,
      acrossOffsets: Address,
      acrossRows: Address,
      acrossValues: Address,
      count: number,
      products: Address,
    ]
  ): void

  /**
   * A task is a row, `start + task`, that is to be made up of the others: the weights, `count` numbers of `out`, that
   * minimize ½ |row − Σ weightₖ · rowₖ|² + l1 · Σ |weightₖ| + ½ l2 · Σ weightₖ², given the rows' products; none negative
   * where `positive` is 1. By coordinate descent until no weight moves by more than `tolerance`, or for so many rounds.
   *
   * `scratch`: 2 · `count` doubles.
   */
  elasticNet(
    ...task: [
      ...Task,
      start: number,
      products: Address,
      count: number,
      l1: number,
      l2: number,
      positive: number,
      tolerance: number,
      rounds: number,
      out: Address,
    ]
  ): void
}
