import type { Address, Task } from './task'

/** Factors from choices and what was not chosen. */
export interface LogisticKernels {
  /**
   * A task is a row: a step of x towards choices of its columns, weighed by their values, and away from `negatives` times
   * as many of the `count` columns, drawn by a table of weights; each number moves by rate ÷ √(sum of its squared
   * slopes), and the one at `one` stays. An entry e has the blocks of the key from start + e · ⌈negatives ÷ 4⌉ on.
   *
   * `scratch`: a row of `width`, and 256 bytes.
   */
  learnChoices(
    ...task: [
      ...Task,
      offsets: Address,
      columns: Address,
      values: Address,
      start: number,
      key0: number,
      key1: number,
      negatives: number,
      borders: Address,
      aliases: Address,
      count: number,
      x: Address,
      squares: Address,
      y: Address,
      width: number,
      one: number,
      rate: number,
      regularization: number,
    ]
  ): void
}
