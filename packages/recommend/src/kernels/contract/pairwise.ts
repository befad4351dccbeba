import type { Address, Task } from './task'

/** Factors from pairs of better and worse. */
export interface PairwiseKernels {
  /** A task is a row: sets, of eight bits for each of its entries, that of every column. `marks` has a byte an entry. */
  markEntries(...task: [...Task, offsets: Address, columns: Address, marks: Address]): void

  /**
   * Pairwise learning from 1024 samples a task, in the order of the tasks: one of `entries` entries from `base`
   * on by chance, an item that its user has nothing to do with out of a table of weights (left out where three draws give none), and a step of both
   * items' factors and biases and the user's factors towards the right order. Sample s draws block `start + s` of the
   * key. Columns ascend in each row. `guides[e >> 6]` is the row of entry e & ~63; `marks` are those of
   * `markEntries`; `borders` and `aliases` make a table of weights (Walker's alias method). `counts[0]` counts samples,
   * `counts[1]` those in the right order before their step (float64).
   *
   * `scratch`: 1024 bytes.
   */
  learnPairs(
    ...task: [
      ...Task,
      samples: number,
      start: number,
      key0: number,
      key1: number,
      offsets: Address,
      columns: Address,
      base: number,
      entries: number,
      guides: Address,
      marks: Address,
      borders: Address,
      aliases: Address,
      items: number,
      x: Address,
      y: Address,
      biases: Address,
      width: number,
      rate: number,
      regularization: number,
      counts: Address,
    ]
  ): void
}
