import { RandomKey } from '@graftjs/base'
import { type KernelRows, rowsInMemory, transposed } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { paddedWidth } from '../../kernels/least-squares'
import { aliasTable } from '../../kernels/pair-sampler'
import type { FitContext } from '../../recommender/fit-context'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { CompressedRows } from '../../sparse'
import { type BiasedFactors, unpadded } from './factors'
import { positives } from './positives'

export interface ChoiceSettings {
  readonly factors: number
  readonly epochs: number
  readonly learningRate: number
  readonly regularization: number
  /** What an event of weight 1 counts. */
  readonly alpha: number
  /** How many pairs are drawn for each event. */
  readonly negatives: number
  readonly spread: number
  readonly seed: number
}

/** Rows that are worked on before the event loop breathes, and that a thread takes at a time. */
const SLICE = 256
const TAKE = 16

/** Parts of the seed. */
const USERS = 1
const ITEMS = 2
const SAMPLES = 3

/** One side of the choices, and what is learnt of it. */
class Side {
  readonly #borders: Int32Array
  readonly #aliases: Int32Array

  private constructor(
    private readonly session: KernelSession,
    readonly rows: KernelRows,
    readonly width: number,
    /** Where rows hold 1, so that the other side's bias is a factor. */
    private readonly one: number,
    readonly x: Float32Array,
    readonly squares: Float32Array,
  ) {
    const { memory } = session
    this.#borders = memory.ints(rows.rows)
    this.#aliases = memory.ints(rows.rows)
    const { borders, aliases } = aliasTable(
      Float64Array.from({ length: rows.rows }, (_, row) => (this.isEmpty(row) ? 0 : 1)),
    )
    this.#borders.set(borders)
    this.#aliases.set(aliases)
  }

  static of(session: KernelSession, rows: KernelRows, depth: number, one: number): Side {
    const width = paddedWidth(depth + 2)
    const [x, squares] = [session.memory.floats(rows.rows * width), session.memory.floats(rows.rows * width)]
    return new Side(session, rows, width, one, x, squares)
  }

  isEmpty(row: number): boolean {
    return this.rows.offsets[row] === this.rows.offsets[row + 1]
  }

  /** Draws factors and biases; rows without events stay at 0. */
  async draw(depth: number, spread: number, key: RandomKey): Promise<void> {
    for (let row = 0; row < this.rows.rows; row++) {
      if (row % SLICE === 0) await this.session.breathe()
      if (this.isEmpty(row)) continue
      const drawn = key.fold(row).normal(depth)
      this.x.set(
        drawn.map((value) => value * spread),
        row * this.width,
      )
      this.x[row * this.width + this.one] = 1
    }
  }

  /** A step of every row, the other side as it is. */
  async learn(other: Side, start: number, key: RandomKey, own: ChoiceSettings): Promise<void> {
    const { rows, width, one, x, squares } = this
    const { negatives, learningRate, regularization } = own
    const cost = 2 * rows.indices.length * (1 + negatives) * width
    const work = { tasks: rows.rows, take: TAKE, cost, scratch: 4 * width + 256 }
    await this.session.run(
      'learnChoices',
      work,
      rows.offsets,
      rows.indices,
      rows.values,
      start,
      key.word0,
      key.word1,
      negatives,
      other.#borders,
      other.#aliases,
      other.rows.rows,
      x,
      squares,
      other.x,
      width,
      one,
      learningRate,
      regularization,
    )
  }
}

/** Where a descent begins: users × (depth + 2) and items × (depth + 2); users: bias, 1; items: 1, bias. */
export interface ChoiceStart {
  readonly users: Float32Array
  readonly items: Float32Array
}

/** Learns from all rows of a side at once, in turn; rows do not depend on each other, so all threads may learn. */
export async function fitChoices(
  byUser: CompressedRows,
  own: ChoiceSettings,
  context: FitContext,
  start?: ChoiceStart,
): Promise<BiasedFactors> {
  const { factors: depth, epochs, alpha, negatives, spread, seed } = own
  const session = new KernelSession(context)
  try {
    const weigh = (values: Float32Array) => {
      for (let at = 0; at < values.length; at++) values[at]! *= alpha
    }
    const matrix = await rowsInMemory(session, positives(byUser), weigh)
    const users = Side.of(session, matrix, depth, depth + 1)
    const items = Side.of(session, await transposed(session, matrix), depth, depth)
    const { width } = users
    const state = { x: users.x, y: items.x, 'x-squares': users.squares, 'y-squares': items.squares }
    const key = RandomKey.from(seed)
    let epoch = 0
    if (context.resumed) {
      for (const [name, values] of Object.entries(state)) {
        values.set(context.resumed.arrays.float32(name, [values.length]))
      }
      epoch = context.resumed.step
    } else if (start) {
      for (const [values, into] of [
        [start.users, users.x],
        [start.items, items.x],
      ] as const) {
        for (let row = 0; row * width < into.length; row++)
          into.set(values.subarray(row * (depth + 2), (row + 1) * (depth + 2)), row * width)
      }
    } else {
      await users.draw(depth, spread, key.fold(USERS))
      await items.draw(depth, spread, key.fold(ITEMS))
    }
    const draws = key.fold(SAMPLES)
    const blocks = matrix.indices.length * Math.ceil(negatives / 4)
    while (epoch < epochs) {
      await users.learn(items, 2 * epoch * blocks, draws, own)
      await items.learn(users, (2 * epoch + 1) * blocks, draws, own)
      context.report({ step: ++epoch, steps: epochs })
      await context.keep(
        epoch,
        (): NamedArrays =>
          Object.fromEntries(Object.entries(state).map(([name, values]) => [name, { values }])),
      )
    }
    return {
      users: byUser.rows,
      items: byUser.columns,
      depth,
      userFactors: unpadded(users.x, byUser.rows, width, depth),
      itemFactors: unpadded(items.x, byUser.columns, width, depth),
      biases: Float32Array.from({ length: byUser.columns }, (_, item) => items.x[item * width + depth + 1]!),
    }
  } finally {
    await session.close()
  }
}
