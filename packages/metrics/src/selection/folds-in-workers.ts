import { startPool, strangeAnswer, type WorkersInput } from '../workers/worker-pool'
import type { FoldScores, FoldTask } from './fold'
import { namedScores, type Scores } from './scores'

export interface WorkerFolds {
  /** To be passed as `evaluate` to `crossValidate`, `learningCurve` or `validationCurve`. */
  readonly evaluate: (task: FoldTask<unknown>, signal: AbortSignal | undefined) => Promise<FoldScores>
  /** Ends the workers. Folds that are still running fail. */
  readonly close: () => Promise<void>
}

/**
 * Trains and judges folds in worker threads, so that cross-validation uses several processors. A worker gets the
 * positions of the rows and has the rows itself; an abort ends the workers that are at work.
 *
 * @example
 * const pool = foldsInWorkers({ workers: 4, create: () => new Worker(new URL('fold.js', import.meta.url)) })
 * await crossValidate({ splits, concurrency: 4, evaluate: pool.evaluate })
 * await pool.close()
 */
export function foldsInWorkers(input: WorkersInput): WorkerFolds {
  const pool = startPool(input)
  return {
    async evaluate(task, signal) {
      // Copied, because a view would take the whole memory that it looks at along.
      const rows = { train: task.train.slice(), test: task.test.slice() }
      const answer = await pool.ask({ ...task, ...rows }, signal)
      const test = scoresIn(answer, 'test')
      if (test === undefined) throw strangeAnswer()
      const train = scoresIn(answer, 'train')
      const named = { test: namedScores(test, `fold ${task.fold}`) }
      if (train === undefined) return named
      return { ...named, train: namedScores(train, `fold ${task.fold}, training rows`) }
    },
    close: pool.close,
  }
}

function scoresIn(answer: object, part: 'test' | 'train'): Scores | undefined {
  const found: unknown = Object.entries(answer).find(([name]) => name === part)?.[1]
  return isScores(found) ? found : undefined
}

function isScores(value: unknown): value is Readonly<Record<string, number>> {
  return typeof value === 'object' && value !== null
}
