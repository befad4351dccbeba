import { GraftError } from '@graftjs/base'
import { asWholeNumber } from '../input/column'
import { throwIfAborted } from '../selection/concurrent'
import { listen, type Messenger } from './messenger'

/** A worker thread: `Worker` of `node:worker_threads`, or a browser's. */
export interface EvaluationWorker extends Messenger {
  terminate(): unknown
}

export interface WorkersInput {
  /** Starts a worker whose program answers: see `answerEvaluations` and `answerFolds`. */
  readonly create: () => EvaluationWorker
  /** How many there may be at the same time; pass the same number as `concurrency`. */
  readonly workers: number
}

/** Workers that are started when there is a question for them, and answer one at a time. */
export interface WorkerPool {
  /** The answer of the next free worker. An abort ends the worker that is at it. */
  ask(question: unknown, signal: AbortSignal | undefined): Promise<object>
  close(): Promise<void>
}

export function startPool({ create, workers }: WorkersInput): WorkerPool {
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
    async ask(question, signal) {
      const thread = await take()
      const abort = () => thread.end()
      try {
        throwIfAborted(signal)
        signal?.addEventListener('abort', abort)
        return await thread.ask(question)
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

  async ask(question: unknown): Promise<object> {
    const answer = new Promise<unknown>((resolve, reject) => {
      this.settle = (answer, failure) => (failure === undefined ? resolve(answer) : reject(failure))
    })
    try {
      this.send(question)
      return unlessFailure(await answer)
    } finally {
      this.settle = undefined
    }
  }

  private send(question: unknown): void {
    try {
      this.worker.postMessage(question)
    } catch (error) {
      throw lostAnswer(error)
    }
  }

  async end(): Promise<void> {
    this.fail('it was ended')
    await this.worker.terminate()
  }

  private fail(reason: unknown): void {
    this.ended = true
    this.settle?.(undefined, lostAnswer(reason))
  }
}

/** The answer of a worker; a failure there is thrown here. */
function unlessFailure(answer: unknown): object {
  if (typeof answer !== 'object' || answer === null) throw strangeAnswer()
  if ('failure' in answer) throw lostAnswer(answer.failure)
  return answer
}

/** Why there is no score, where a worker answered what its program should not. */
export function strangeAnswer(): GraftError {
  return lostAnswer('it answered something else than answerEvaluations and answerFolds do')
}

function lostAnswer(reason: unknown): GraftError {
  const why = reason instanceof Error ? reason.message : String(reason)
  return new GraftError('engine-failure', {
    what: `A worker gave no score: ${why}.`,
    where: 'evaluate',
    fix: 'Look at the program of the worker; what it is sent must be plain data.',
    cause: reason,
  })
}
