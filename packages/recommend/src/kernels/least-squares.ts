import type { KernelRows } from './kernel-rows'
import type { KernelSession } from './kernel-session'
import { planRows, type RowPlan } from './row-plan'

/** Rows of one partial sum of a gram matrix. */
const BLOCK = 1024
/** Rows that Cholesky's method takes at a time. */
const TAKE = 32

/** How an entry of value c counts: as `slope · |c| + shift` times, for a target of `max(c, floor)`. */
export interface EntryWeights {
  readonly slope: number
  readonly shift: number
  readonly floor: number
}

/** Cholesky's decomposition, exact; or conjugate gradients, from where the solution is, by some steps. */
export type SolveMethod =
  | { readonly kind: 'cholesky' }
  | { readonly kind: 'gradients'; readonly steps: number }

/** The length of rows of factors in memory. */
export const paddedWidth = (factors: number): number => 8 * Math.ceil(factors / 8)

/** scale · Σ rowᵀ · row, `width` × `width`. */
export class GramMatrix {
  readonly values: Float32Array
  readonly #sums: Float32Array
  readonly #blocks: number

  constructor(
    private readonly session: KernelSession,
    private readonly rows: number,
    private readonly width: number,
  ) {
    this.#blocks = Math.ceil(rows / BLOCK)
    this.#sums = session.memory.floats(this.#blocks * width * width)
    this.values = session.memory.floats(width * width)
  }

  async compute(factors: Float32Array, scale: number): Promise<Float32Array> {
    const { session, rows, width, values } = this
    const cost = (rows * width * width) / 2
    await session.run('gramBlocks', { tasks: this.#blocks, cost }, factors, rows, width, this.#sums)
    const sum = { tasks: width, cost: this.#blocks * width * width }
    await session.run('gramSum', sum, this.#sums, this.#blocks, width, scale, values)
    return values
  }
}

/** The least-squares problems of all rows of a sparse matrix; see `kernels.ts`. */
export class RowProblems {
  readonly #plan: RowPlan
  readonly #penalties: Float32Array
  readonly #values: Float32Array
  readonly #valueStep: number

  /**
   * @param penalty what is added to the diagonal for a row of so many entries.
   * @param ascending whether the columns ascend in each row.
   * @param value the value of every entry, where the matrix holds none.
   */
  constructor(
    private readonly session: KernelSession,
    private readonly matrix: KernelRows,
    private readonly weights: EntryWeights,
    private readonly factors: number,
    penalty: (entries: number) => number,
    ascending: boolean,
    value?: number,
  ) {
    const { rows, offsets } = matrix
    this.#plan = planRows(session, matrix, ascending)
    this.#values = value === undefined ? matrix.values : session.memory.floats(4).fill(value)
    this.#valueStep = value === undefined ? 4 : 0
    this.#penalties = session.memory.floats(rows)
    for (let row = 0; row < rows; row++) this.#penalties[row] = penalty(offsets[row + 1]! - offsets[row]!)
  }

  /**
   * Solves for x, the rows' factors, given y, the columns'; both with rows of the padded width.
   *
   * @param gram what every row has in common, if anything.
   */
  async solve(
    method: SolveMethod,
    x: Float32Array,
    y: Float32Array,
    gram: Float32Array | undefined,
  ): Promise<void> {
    const { session, matrix, factors } = this
    const { slope, shift, floor } = this.weights
    const { order, tasks, together, inWork } = this.#plan
    const width = paddedWidth(factors)
    const entries = matrix.indices.length
    const problem = [
      matrix.offsets,
      matrix.indices,
      this.#values,
      this.#valueStep,
      this.#penalties,
      slope,
      shift,
      floor,
      gram ?? 0,
      x,
      y,
      width,
    ] as const
    if (method.kind === 'gradients') {
      const passes = method.steps + 1
      const cost = passes * (2 * entries * width + matrix.rows * width * width)
      const scratch = inWork * (8 + 12 * width) + 16
      const work = { tasks: tasks.length - 1, cost, scratch }
      await session.run('solveByGradients', work, tasks, order, together, ...problem, method.steps)
    } else {
      const cost = (entries * width * width) / 2 + (matrix.rows * width ** 3) / 6
      const work = { tasks: matrix.rows, take: TAKE, cost, scratch: 4 * (width + 66) * width }
      await session.run('solveByCholesky', work, order, ...problem, factors)
    }
  }
}
