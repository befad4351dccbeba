import { GraftError } from '@graftjs/base'
import { asWholeNumber } from '../input/column'
import { throwIfAborted } from '../selection/concurrent'
import { listen, type Messenger } from './messenger'
import type { EvaluateContext } from './trial'

/** A worker thread: `Worker` of `node:worker_threads`, or a browser's. */
export interface EvaluationWorker extends Messenger {
  terminate(): unknown
}

export interface EvaluateInWorkersInput {
  /** Starts a worker whose program calls `answerEvaluations`. */
  readonly create: () => EvaluationWorker
  /** How many there may be at the same time; pass the same number as `concurrency` to the search. */
  readonly workers: number
}

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
export function evaluateInWorkers<P>({ create, workers }: EvaluateInWorkersInput): WorkerEvaluation<P> {
  asWholeNumber(workers, 'workers', 1)
  const idle: Thread[] = []
  const busy = new Set<Thread>()
  const waiting: (() => void)[] = []
  const take = async (): Promise<Thread> => {
    while (busy.size >= workers) await new Promise<void>((resolve) => waiting.push(resolve))
    const thread = idle.pop() ?? new Thread(create())
    busy.add(thread)
    return thread
  }
  const giveBack = (thread: Thread): void => {
    busy.delete(thread)
    if (!thread.ended) idle.push(thread)
    waiting.shift()?.()
  }
  return {
    async evaluate(settings, { signal, ...context }) {
      const thread = await take()
      const abort = () => thread.end()
      try {
        throwIfAborted(signal)
        signal?.addEventListener('abort', abort)
        return await thread.ask({ settings, ...context })
      } finally {
        signal?.removeEventListener('abort', abort)
        giveBack(thread)
      }
    },
    async close() {
      await Promise.all([...idle.splice(0), ...busy].map((thread) => thread.end()))
    },
  }
}

/** A worker that answers one question at a time. */
class Thread {
  ended = false
  private settle: ((answer: unknown, failure?: unknown) => void) | undefined

  constructor(private readonly worker: EvaluationWorker) {
    listen(worker, 'message', (answer) => this.settle?.(answer))
    listen(worker, 'error', (error) => this.fail(error))
    listen(worker, 'exit', () => this.fail('it ended'))
  }

  async ask(question: unknown): Promise<number> {
    const answer = new Promise<unknown>((resolve, reject) => {
      this.settle = (answer, failure) => (failure === undefined ? resolve(answer) : reject(failure))
    })
    try {
      this.send(question)
      return scoreOf(await answer)
    } finally {
      this.settle = undefined
    }
  }

  private send(question: unknown): void {
    try {
      this.worker.postMessage(question)
    } catch (error) {
      throw lost(error)
    }
  }

  async end(): Promise<void> {
    this.fail('it was ended')
    await this.worker.terminate()
  }

  private fail(reason: unknown): void {
    this.ended = true
    this.settle?.(undefined, lost(reason))
  }
}

function lost(reason: unknown): GraftError {
  const why = reason instanceof Error ? reason.message : String(reason)
  return new GraftError('engine-failure', {
    what: `A worker gave no score: ${why}.`,
    where: 'evaluate',
    fix: 'Look at the program of the worker; its settings must be plain data.',
    cause: reason,
  })
}

/** The score out of the answer of `answerEvaluations`; a failure there is thrown here. */
function scoreOf(answer: unknown): number {
  if (typeof answer === 'object' && answer !== null) {
    if ('score' in answer && typeof answer.score === 'number') return answer.score
    if ('failure' in answer) throw lost(answer.failure)
  }
  throw lost('it answered something else than answerEvaluations does')
}
