export type { Messenger } from './messenger'
export type { EvaluationWorker, WorkersInput } from './worker-pool'
