export { answerEvaluations } from './answer-evaluations'
export { type GridSearchInput, gridSearch } from './grid-search'
export {
  type EvaluateInWorkersInput,
  type EvaluationWorker,
  evaluateInWorkers,
  type WorkerEvaluation,
} from './in-workers'
export type { Messenger } from './messenger'
export { type RandomSearchInput, randomSearch } from './random-search'
export { choice, type Dimension, integer, logUniform, type Space, uniform } from './space'
export { type SuccessiveHalvingInput, successiveHalving } from './successive-halving'
export { type TpeSearchInput, tpeSearch } from './tpe-search'
export type { EvaluateContext, SearchOptions, SearchResult, Trial } from './trial'
