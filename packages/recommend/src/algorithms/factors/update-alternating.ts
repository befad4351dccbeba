import { rowsInMemory } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import { GramMatrix, paddedWidth, RowProblems } from '../../kernels/least-squares'
import type { FitContext } from '../../recommender/fit-context'
import type { Touched } from '../../recommender/model'
import type { TrainingData } from '../../recommender/training-data'
import type { CompressedRows } from '../../sparse'
import type { Alternating } from './alternating'
import { pad, unpadded } from './factors'
import type { FittedFactors } from './fit-alternating'
import { someColumns, someRows } from './some-rows'

/** Solves for the users and items with new events, and leaves the others as they are. */
export async function updateAlternating(
  alternating: Alternating,
  { factors: known, mean }: FittedFactors,
  data: TrainingData,
  touched: Touched,
  context: FitContext,
): Promise<FittedFactors> {
  const session = new KernelSession(context)
  try {
    const { factors: depth, unobserved, weights, penalty } = alternating
    const { users, items } = data
    const width = paddedWidth(depth)
    const x = session.memory.floats(users * width)
    const y = session.memory.floats(items * width)
    pad(known.userFactors, depth, x, width)
    pad(known.itemFactors, depth, y, width)
    const grams = {
      users: new GramMatrix(session, users, width),
      items: new GramMatrix(session, items, width),
    }

    /** Prepares to solve some rows of `own`, given all of `other`. */
    const prepare = async (
      matrix: CompressedRows,
      rows: Int32Array,
      own: Float32Array,
      other: Float32Array,
      gram: GramMatrix,
    ) => {
      const memory = await rowsInMemory(session, matrix, (values) => {
        for (let at = 0; at < values.length; at++) values[at] = alternating.confidence(values[at]! - mean)
      })
      const { columns } = matrix
      const problems = new RowProblems(session, memory, weights, depth, (n) => penalty(n, columns), false)
      const solved = session.memory.floats(rows.length * width)
      return async () => {
        const base = unobserved === 0 ? undefined : await gram.compute(other, unobserved)
        await problems.solve({ kind: 'cholesky' }, solved, other, base)
        rows.forEach((row, at) => {
          own.set(solved.subarray(at * width, (at + 1) * width), row * width)
        })
      }
    }

    const byItem = await someColumns(data.byUser, touched.items, () => context.breathe())
    const solveUsers = await prepare(someRows(data.byUser, touched.users), touched.users, x, y, grams.items)
    const solveItems = await prepare(byItem, touched.items, y, x, grams.users)
    const steps = [solveUsers, solveItems, solveUsers]
    for (const [step, solve] of steps.entries()) {
      await solve()
      context.report({ step: step + 1, steps: steps.length })
    }
    return {
      factors: {
        users,
        items,
        depth,
        userFactors: unpadded(x, users, width, depth),
        itemFactors: unpadded(y, items, width, depth),
      },
      mean,
      gram: unpadded(await grams.items.compute(y, 1), depth, width, depth),
    }
  } finally {
    await session.close()
  }
}
