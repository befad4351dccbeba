/**
 * What `assembly/` exports and `plain/` says again in plain TypeScript, bit for bit. A kernel does its tasks
 * `first` … `last − 1`; what each of them reads and writes does not depend on the others, unless it says so.
 * Every array is given by its address: the `byteOffset` of a view on the kernels' memory. Matrices are row-major.
 * `scratch` is the address of memory that only the calling thread uses.
 */
export interface Kernels {
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

  /** A task is a row: sets, of eight bits for each of its entries, that of every column. `marks` has a byte an entry. */
  markEntries(...task: [...Task, offsets: Address, columns: Address, marks: Address]): void

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

  /**
   * A task is a row: learns from every rating of a user, in order, so that it is met by a factorization machine over the
   * features of user and item: mean + Σ weight · value + Σ of the products of every two features, times their values.
   * `features` and `weights` hold those of users, and from `itemFeatures` on those of items. In order, by one thread.
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
      weights: Address,
      features: Address,
      width: number,
      rate: number,
      regularization: number,
    ]
  ): void

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

export type KernelName = keyof Kernels

type Address = number
type Task = [scratch: Address, first: number, last: number]

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
