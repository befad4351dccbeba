import type { Address, Task } from './task'

/** Users and items as sums of features. */
export interface EmbeddingKernels {
  /**
   * A task is a sample: writes to `samples` its user and item, an entry of the matrix by chance, and `tries` other items
   * out of a table of weights; see `learnPairs`. Sample s draws `blocks` = (tries + 4) ÷ 4 blocks of the key, from
   * (start + s) · `blocks` on.
   *
   * `scratch`: 256 · `blocks` bytes.
   */
  drawSamples(
    ...task: [
      ...Task,
      start: number,
      key0: number,
      key1: number,
      offsets: Address,
      columns: Address,
      entries: number,
      guides: Address,
      borders: Address,
      aliases: Address,
      items: number,
      tries: number,
      samples: Address,
    ]
  ): void

  /**
   * A task is a sample: a step of the features of a user, of an item and of another one, in order, by one thread. Users
   * and items are sums of rows of features, `depth` factors each and then two numbers: the user's bias and what is not
   * used, or what is not used and the item's bias; `squares` are the sums of squared slopes so far.
   *
   * `loss` 0, logistic: the item (none where −1) is a choice, the first of the others that the user has nothing to do
   * with is none. 1, BPR: that other one belongs behind the item. 2, WARP: so does the first of the others that comes
   * closer to it than 1, times `strengths[its place]`. `marks` are those of `markEntries`.
   *
   * `scratch`: 4 rows of `width`.
   */
  learnEmbeddings(
    ...task: [
      ...Task,
      loss: number,
      samples: Address,
      tries: number,
      strengths: Address,
      offsets: Address,
      columns: Address,
      marks: Address,
      userOffsets: Address,
      userColumns: Address,
      userValues: Address,
      itemOffsets: Address,
      itemColumns: Address,
      itemValues: Address,
      users: Address,
      userSquares: Address,
      items: Address,
      itemSquares: Address,
      depth: number,
      width: number,
      rate: number,
      regularization: number,
    ]
  ): void
}
