export {
  type ActivationName,
  activation,
  elu,
  geluTanh,
  glu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  mish,
  selu,
  silu,
  softsign,
  swiglu,
} from './activation'
export { joinHeads, scaledDotProductAttention, splitHeads } from './attention'
export type { AttentionMasks } from './attention-bias'
export { BatchNorm, type BatchNormOptions } from './batch-norm'
export { Convolution, TransposedConvolution } from './convolution'
export { ChannelDropout, Dropout } from './dropout'
export { Embedding, type EmbeddingOptions } from './embedding'
export { Flatten } from './flatten'
export { ForwardContext, inference } from './forward-context'
export { freeze, unfreeze } from './freeze'
export { GroupNorm, type GroupNormOptions, InstanceNorm } from './group-norm'
export { GRU } from './gru'
export {
  constant,
  glorotNormal,
  glorotUniform,
  type HeOptions,
  heNormal,
  heUniform,
  type Initializer,
  normal,
  uniform,
  uniformFanIn,
} from './initializer'
export { LayerNorm, type LayerNormOptions } from './layer-norm'
export { Linear } from './linear'
export { type Loaded, load } from './load'
export { LSTM } from './lstm'
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
export {
  type AttentionInputs,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from './multi-head-attention'
export { orthogonal } from './orthogonal'
export type { PathSelection } from './path-selection'
export { AdaptiveAveragePool, AveragePool, GlobalAveragePool, MaxPool } from './pooling'
export { LearnedPositions, SinusoidalPositions } from './positions'
export { PReLU } from './prelu'
export type { RecurrentInputs, RecurrentOptions, RecurrentResult } from './recurrent'
export type { RecurrentState } from './recurrent-pass'
export { RMSNorm } from './rms-norm'
export { RNN } from './rnn'
export { type RotaryOptions, rotary } from './rotary'
export { type Layer, Residual, Sequential } from './sequential'
export { type InputShape, type ModelSummary, type SummaryRow, summary } from './summary'
export { TransformerDecoder, TransformerEncoder, type TransformerOptions } from './transformer'
export {
  type DecoderInputs,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformer-layer'
export { truncatedNormal } from './truncated-normal'
export type { WeightOptions } from './weights'
