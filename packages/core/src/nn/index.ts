export { joinHeads, scaledDotProductAttention, splitHeads } from './attention'
export { Embedding } from './embedding'
export { ForwardContext, inference } from './forward-context'
export { freeze, unfreeze } from './freeze'
export { constant, type Initializer, normal, uniformFanIn } from './initializer'
export { LayerNorm } from './layer-norm'
export { Linear } from './linear'
export { type Loaded, load } from './load'
export {
  buffer,
  buffersOf,
  initialize,
  Module,
  type Parameters,
  parameter,
  parametersOf,
  stateOf,
  withParameters,
} from './module'
export type { PathSelection } from './path-selection'
