import { refuse } from '../input/refuse'
import { answerQuestions } from '../workers/answer-questions'
import type { Messenger } from '../workers/messenger'
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
  answerQuestions(port, 'answerEvaluations', async (question) => {
    const { settings, ...context } = asCandidate<P>(question)
    return { score: await evaluate(settings, context) }
  })
}

interface Candidate<P> extends Omit<EvaluateContext, 'signal'> {
  readonly settings: P
}

function asCandidate<P>(message: unknown): Candidate<P> {
  if (isCandidate<P>(message)) return message
  return refuse({ what: 'A message is no candidate.', where: 'port', fix: 'Send with evaluateInWorkers.' })
}

function isCandidate<P>(message: unknown): message is Candidate<P> {
  return typeof message === 'object' && message !== null && 'settings' in message && 'trial' in message
}
