import { refuse } from '../input/refuse'
import { answerQuestions } from '../workers/answer-questions'
import type { Messenger } from '../workers/messenger'
import { evaluateHere, type FitAndScore, type FoldTask } from './fold'

/**
 * Makes a worker's program train and judge the folds that `foldsInWorkers` sends.
 *
 * @param port `parentPort` of `node:worker_threads`, or `self` in a browser's worker.
 *
 * @example
 * answerFolds(
 *   {
 *     fit: (train) => trainModel(take(rows, train)),
 *     score: (model, test) => f1(take(labels, test), model.predict(take(rows, test))),
 *   },
 *   parentPort,
 * )
 */
export function answerFolds<Model, Value = undefined>(
  fitAndScore: FitAndScore<Model, Value>,
  port: Messenger | null,
): void {
  const evaluate = evaluateHere(fitAndScore)
  answerQuestions(port, 'answerFolds', async (question) => evaluate(asTask<Value>(question), undefined))
}

function asTask<Value>(message: unknown): FoldTask<Value> {
  if (isTask<Value>(message)) return message
  return refuse({ what: 'A message is no fold.', where: 'port', fix: 'Send with foldsInWorkers.' })
}

function isTask<Value>(message: unknown): message is FoldTask<Value> {
  return typeof message === 'object' && message !== null && 'train' in message && 'fold' in message
}
