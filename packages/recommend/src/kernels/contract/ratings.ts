import type { Address, Task } from './task'

/** Ratings, learnt one after the other. */
export interface RatingKernels {
  /**
   * A task is a row: learns from every rating of a user, in order, so that it is met by mean + biases + item · (user +
   * Σ implicit of what the user rated ÷ √n); `implicit` may be 0 for none. In order, by one thread.
   *
   * `scratch`: two rows of `width`.
   */
  learnRatings(
    ...task: [
      ...Task,
      offsets: Address,
      columns: Address,
      ratings: Address,
      mean: number,
      userBiases: Address,
      itemBiases: Address,
      users: Address,
      items: Address,
      implicit: Address,
      width: number,
      rate: number,
      regularization: number,
    ]
  ): void

  /**
   * A task is a row: learns from every rating of a user, in order, so that it is met by a factorization machine over the
   * features of user, item and context: mean + Σ weight · value + Σ of the products of every two features, times their
   * values. `features` and `weights` hold those of users, from `itemFeatures` on those of items, and from
   * `contextFeatures` on those of contexts; `contexts` has the row of each rating's context, and may be 0 for none. In
   * order, by one thread.
   *
   * `scratch`: a row of `width`.
   */
  learnMachine(
    ...task: [
      ...Task,
      offsets: Address,
      columns: Address,
      ratings: Address,
      mean: number,
      userOffsets: Address,
      userColumns: Address,
      userValues: Address,
      itemOffsets: Address,
      itemColumns: Address,
      itemValues: Address,
      itemFeatures: number,
      contexts: Address,
      contextOffsets: Address,
      contextColumns: Address,
      contextValues: Address,
      contextFeatures: number,
      weights: Address,
      features: Address,
      width: number,
      rate: number,
      regularization: number,
    ]
  ): void
}
