import { RandomKey } from '@graftjs/base'
import { type KernelRows, rowsInMemory, transposed } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { GramMatrix, paddedWidth, RowProblems, type SolveMethod } from '../../kernels/least-squares'
import type { FitContext } from '../../recommender/fit-context'
import type { TrainingData } from '../../recommender/training-data'
import type { CompressedRows } from '../../sparse'
import type { Alternating } from './alternating'
import { type Factors, factorsToSave, pad, savedFactors, unpadded } from './factors'

/** Numbers that are drawn before the event loop breathes. */
const SLICE = 1 << 14
/** Steps after which conjugate gradients are as good as exact. */
const EXACT_STEPS = 16

export interface FittedFactors {
  readonly factors: Factors
  /** The mean of the weights, where they are taken relative to it; else 0. */
  readonly mean: number
  /** Σ itemᵀ · item, depth × depth. */
  readonly gram: Float32Array
}

/**
 * Solves for users and items in turn. The items' factors begin by chance, the users' at 0; at the end the users' are
 * solved to the last digit, so that a user's factors are what their history alone gives.
 */
export async function fitAlternating(
  alternating: Alternating,
  data: TrainingData,
  context: FitContext,
): Promise<FittedFactors> {
  const session = new KernelSession(context)
  try {
    const mean = alternating.centred ? meanOf(data.byUser.values) : 0
    const descent = await AlternatingDescent.start(session, alternating, data.byUser, mean)
    const { iterations } = alternating
    let step = 0
    if (context.resumed) {
      descent.set(savedFactors(context.resumed.arrays, alternating.factors))
      step = context.resumed.step
    } else await descent.initialize()
    while (step < iterations) {
      await descent.solveUsers(alternating.method)
      await descent.solveItems(alternating.method)
      context.report({ step: ++step, steps: iterations })
      await context.keep(step, () => factorsToSave(descent.factors()))
    }
    const { method } = alternating
    await descent.solveUsers(method.kind === 'cholesky' ? method : { kind: 'gradients', steps: EXACT_STEPS })
    return { factors: descent.factors(), mean, gram: await descent.itemGram() }
  } finally {
    await session.close()
  }
}

/** Both sides of the problem in a session's memory. */
export class AlternatingDescent {
  readonly #width: number
  readonly #x: Float32Array
  readonly #y: Float32Array
  readonly #userGram: GramMatrix
  readonly #itemGram: GramMatrix
  readonly #userProblems: RowProblems
  readonly #itemProblems: RowProblems

  private constructor(
    private readonly session: KernelSession,
    private readonly alternating: Alternating,
    private readonly byUser: KernelRows,
    byItem: KernelRows,
    value: number | undefined,
  ) {
    const { factors, weights, penalty } = alternating
    const { rows: users, columns: items } = byUser
    const width = paddedWidth(factors)
    this.#width = width
    this.#x = session.memory.floats(users * width)
    this.#y = session.memory.floats(items * width)
    this.#userGram = new GramMatrix(session, users, width)
    this.#itemGram = new GramMatrix(session, items, width)
    const penaltyOf = (columns: number) => (entries: number) => penalty(entries, columns)
    this.#userProblems = new RowProblems(session, byUser, weights, factors, penaltyOf(items), false, value)
    this.#itemProblems = new RowProblems(session, byItem, weights, factors, penaltyOf(users), true, value)
  }

  static async start(
    session: KernelSession,
    alternating: Alternating,
    matrix: CompressedRows,
    mean: number,
  ): Promise<AlternatingDescent> {
    const value = commonValue(matrix.values)
    const weigh = (values: Float32Array) => {
      for (let at = 0; at < values.length; at++) values[at] = alternating.confidence(values[at]! - mean)
    }
    const byUser = await rowsInMemory(session, matrix, value === undefined && weigh)
    const byItem = await transposed(session, byUser)
    const common = value === undefined ? undefined : alternating.confidence(value - mean)
    return new AlternatingDescent(session, alternating, byUser, byItem, common)
  }

  /** Draws the items' factors. */
  async initialize(): Promise<void> {
    const { factors, seed, spread } = this.alternating
    const { columns: items } = this.byUser
    const rows = Math.ceil(SLICE / factors)
    for (let row = 0; row < items; row += rows) {
      const count = Math.min(rows, items - row) * factors
      const drawn = Float32Array.from(RandomKey.from(seed).fold(row).normal(count), (value) => value * spread)
      pad(drawn, factors, this.#y.subarray(row * this.#width), this.#width)
      await this.session.breathe()
    }
  }

  set({ userFactors, itemFactors, depth }: Factors): void {
    pad(userFactors, depth, this.#x, this.#width)
    pad(itemFactors, depth, this.#y, this.#width)
  }

  async solveUsers(method: SolveMethod): Promise<void> {
    await this.#userProblems.solve(method, this.#x, this.#y, await this.#base(this.#itemGram, this.#y))
  }

  async solveItems(method: SolveMethod): Promise<void> {
    await this.#itemProblems.solve(method, this.#y, this.#x, await this.#base(this.#userGram, this.#x))
  }

  factors(): Factors {
    const { rows: users, columns: items } = this.byUser
    const depth = this.alternating.factors
    return {
      users,
      items,
      depth,
      userFactors: unpadded(this.#x, users, this.#width, depth),
      itemFactors: unpadded(this.#y, items, this.#width, depth),
    }
  }

  async itemGram(): Promise<Float32Array> {
    const { factors } = this.alternating
    return unpadded(await this.#itemGram.compute(this.#y, 1), factors, this.#width, factors)
  }

  async #base(gram: GramMatrix, factors: Float32Array): Promise<Float32Array | undefined> {
    const { unobserved } = this.alternating
    return unobserved === 0 ? undefined : gram.compute(factors, unobserved)
  }
}

function meanOf(values: Float32Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return Math.fround(sum / values.length)
}

/** The value that all have, if they do: often everything counts 1, and then a third of the memory is saved. */
function commonValue(values: Float32Array): number | undefined {
  for (let at = 1; at < values.length; at++) if (values[at] !== values[0]) return undefined
  return values[0]
}
