import { refuse } from '../input/refuse'
import { listen, type Messenger } from './messenger'
import type { EvaluateContext } from './trial'

/**
 * Makes a worker's program answer the candidates that `evaluateInWorkers` sends.
 *
 * @param port `parentPort` of `node:worker_threads`, or `self` in a browser's worker.
 *
 * @example
 * answerEvaluations(async ({ learningRate }) => train(learningRate), parentPort)
 */
export function answerEvaluations<P>(
  evaluate: (settings: P, context: Omit<EvaluateContext, 'signal'>) => number | Promise<number>,
  port: Messenger | null,
): void {
  if (port === null) {
    refuse({
      what: 'port is null: this is no worker thread.',
      where: 'port',
      fix: 'Call answerEvaluations in the program of a worker.',
    })
  }
  listen(port, 'message', async (question) => {
    try {
      const { settings, ...context } = asQuestion<P>(question)
      port.postMessage({ score: await evaluate(settings, context) })
    } catch (error) {
      port.postMessage({ failure: error instanceof Error ? error.message : String(error) })
    }
  })
}

interface Question<P> extends Omit<EvaluateContext, 'signal'> {
  readonly settings: P
}

function asQuestion<P>(message: unknown): Question<P> {
  if (isQuestion<P>(message)) return message
  return refuse({ what: 'A message is no candidate.', where: 'port', fix: 'Send with evaluateInWorkers.' })
}

function isQuestion<P>(message: unknown): message is Question<P> {
  return typeof message === 'object' && message !== null && 'settings' in message && 'trial' in message
}
