import type { Address, Task } from './task'

/** The best items of many users. */
export interface TopScoreKernels {
  /** A task is a panel: the first `depth` factors of eight of the `items`, number by number, zeros where they end. */
  packItems(
    ...task: [
      ...Task,
      items: Address,
      count: number,
      factors: Address,
      width: number,
      depth: number,
      panels: Address,
    ]
  ): void

  /**
   * The `k` panel positions of the greatest products with a user's factors, best first (−1 where there are fewer), and
   * the products. A task is 32 of the `users`. Positions that are barred for the user at place p of the list stand at
   * `barredOffsets[p]` … A block of 512 items none of which can be among the best is left out: `bounds` has the greatest
   * length of each block's factors.
   *
   * `scratch`: 32 · (`depth` + `count` ÷ 32 rounded up + 2) numbers.
   */
  topScores(
    ...task: [
      ...Task,
      users: Address,
      userCount: number,
      factors: Address,
      width: number,
      depth: number,
      panels: Address,
      count: number,
      bounds: Address,
      barredOffsets: Address,
      barred: Address,
      k: number,
      ids: Address,
      scores: Address,
    ]
  ): void

  /**
   * A task is a row of `count` products of a user, `users[task]`, with the items at places `base` …: those of the `k`
   * best so far go into the user's list, of `sizes[user]` entries, whose first is the worst. Places that are barred for
   * the user are those at `barredOffsets[user]` … A user comes once.
   */
  takeProducts(
    ...task: [
      ...Task,
      users: Address,
      products: Address,
      count: number,
      base: number,
      barredOffsets: Address,
      barred: Address,
      k: number,
      sizes: Address,
      ids: Address,
      scores: Address,
    ]
  ): void

  /** A task is a list that `takeProducts` filled: puts its entries in order, best first, and −1 where they end. */
  sortLists(...task: [...Task, sizes: Address, k: number, ids: Address, scores: Address]): void
}
