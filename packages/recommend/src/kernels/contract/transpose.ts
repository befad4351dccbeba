import type { Address, Task } from './task'

/** Rows become columns. */
export interface TransposeKernels {
  /** A task is a row: adds its entries to the counts of their columns. In order, by one thread. */
  countColumns(...task: [...Task, offsets: Address, columns: Address, counts: Address]): void

  /**
   * A task is a row: puts its number and its entries' values (0 for none) to the places `next[column]`, and moves those
   * on. In order, by one thread.
   */
  scatterColumns(
    ...task: [
      ...Task,
      offsets: Address,
      columns: Address,
      values: Address,
      next: Address,
      rows: Address,
      moved: Address,
    ]
  ): void
}
