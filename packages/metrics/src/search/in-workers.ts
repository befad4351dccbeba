import { startPool, strangeAnswer, type WorkersInput } from '../workers/worker-pool'
import type { EvaluateContext } from './trial'

export interface WorkerEvaluation<P> {
  /** To be passed as `evaluate` to a search. */
  readonly evaluate: (settings: P, context: EvaluateContext) => Promise<number>
  /** Ends the workers. Evaluations that are still running fail. */
  readonly close: () => Promise<void>
}

/**
 * Evaluates candidates in worker threads, so that a search uses several processors. Settings are copied to the
 * worker, so they must be plain data. An aborted search ends the workers that are at work.
 *
 * @example
 * const pool = evaluateInWorkers({ workers: 4, create: () => new Worker(new URL('fit.js', import.meta.url)) })
 * await randomSearch({ space, trials: 100, concurrency: 4, evaluate: pool.evaluate })
 * await pool.close()
 */
export function evaluateInWorkers<P>(input: WorkersInput): WorkerEvaluation<P> {
  const pool = startPool(input)
  return {
    async evaluate(settings, { signal, ...context }) {
      const answer = await pool.ask({ settings, ...context }, signal)
      if ('score' in answer && typeof answer.score === 'number') return answer.score
      throw strangeAnswer()
    },
    close: pool.close,
  }
}
