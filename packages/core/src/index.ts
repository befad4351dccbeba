import './methods'

export { defaultEngine, setDefaultEngine } from './engine/default-engine'
export type { Constants, Engine, EngineBuffer, Executable } from './engine/engine'
export { gradientsOf } from './graph/differentiate'
export { type Graph, nodesBehind } from './graph/graph'
export type { Node, Op } from './graph/node'
export { rebuild } from './graph/rebuild'
export * from './io'
export { absoluteError } from './losses/absolute-error'
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from './losses/binary-cross-entropy'
export { type CosineEmbeddingOptions, cosineEmbeddingLoss, cosineSimilarity } from './losses/cosine-embedding'
export { type CrossEntropyOptions, crossEntropy } from './losses/cross-entropy'
export { type BinaryFocalOptions, binaryFocalLoss, type FocalOptions, focalLoss } from './losses/focal'
export {
  type HingeOptions,
  hingeLoss,
  type MulticlassHingeOptions,
  multiclassHingeLoss,
} from './losses/hinge'
export { type HuberOptions, huberLoss, type SmoothL1Options, smoothL1Loss } from './losses/huber'
export { type InfoNceOptions, infoNce } from './losses/info-nce'
export { type KlDivergenceOptions, klDivergence } from './losses/kl-divergence'
export { type GaussianOptions, gaussianLoss, type PoissonOptions, poissonLoss } from './losses/likelihood'
export { type LinearCrossEntropyOptions, linearCrossEntropy } from './losses/linear-cross-entropy'
export type { LossOptions, Reduction } from './losses/reduce'
export { squaredError } from './losses/squared-error'
export { type TripletOptions, tripletLoss } from './losses/triplet'
export * from './nn'
export { scatterAddAlong, takeAlong } from './ops/along'
export { attributesOf } from './ops/apply'
export { add, divide, multiply, negate, type Operand, subtract } from './ops/arithmetic'
export { at, type Place } from './ops/at'
export { broadcastTo, sum } from './ops/broadcast'
export { cast, stopGradient } from './ops/cast'
export {
  equal,
  greater,
  greaterEqual,
  isFiniteNumber,
  isNan,
  less,
  lessEqual,
  maximum,
  minimum,
  notEqual,
  where,
} from './ops/comparison'
export { attend } from './ops/composite/attend'
export { clamp } from './ops/composite/clamp'
export { flip } from './ops/composite/flip'
export { gelu } from './ops/composite/gelu'
export { layerNorm } from './ops/composite/layer-norm'
export { expm1, log1p, softplus } from './ops/composite/near-zero'
export { type AveragePoolOptions, averagePool, maxPool } from './ops/composite/pool'
export { relu6 } from './ops/composite/relu6'
export { logSoftmax, logSumExp, softmax } from './ops/composite/softmax'
export { sumOfSquares } from './ops/composite/sum-of-squares'
export {
  type ConvolutionOptions,
  convolve,
  convolveTransposed,
  type TransposedOptions,
} from './ops/convolution'
export { type CumulativeOptions, cumulativeSum } from './ops/cumulative'
export { einsum } from './ops/einsum'
export { type IndexOutside, indexOutside } from './ops/index-outside'
export { gather, oneHot, scatterAdd } from './ops/indexing'
export { concat, expandDimensions, pad, slice, stack, transpose } from './ops/layout'
export { and, not, or, xor } from './ops/logical'
export { matmul } from './ops/matmul'
export { argSort, type OrderOptions, sort, topK } from './ops/ordering'
export { modulo, power } from './ops/power'
export { flatten, moveAxis, repeat, roll, split, squeeze, tile } from './ops/rearrange'
export type { ReduceOptions } from './ops/reduce-options'
export { argMax, argMin, max, mean, min, product } from './ops/reduction'
export { reshape } from './ops/reshape'
export { iota } from './ops/source'
export {
  all,
  any,
  countTrue,
  type NormOptions,
  norm,
  normalize,
  standardDeviation,
  type VarianceOptions,
  variance,
} from './ops/statistics'
export {
  type Attributes,
  type CompositeName,
  composites,
  type OpName,
  type PrimitiveName,
  primitives,
} from './ops/table'
export { lowerTriangle, upperTriangle } from './ops/triangle'
export {
  abs,
  acos,
  asin,
  atan,
  ceil,
  cos,
  erf,
  exp,
  floor,
  log,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  tan,
  tanh,
} from './ops/unary'
export { unfold } from './ops/unfold'
export type { PerAxis, WindowOptions } from './ops/window'
export { type AdafactorOptions, adafactor } from './optim/adafactor'
export { type AdagradOptions, adagrad } from './optim/adagrad'
export { type AdamOptions, adam } from './optim/adam'
export { type AdamWOptions, adamw } from './optim/adamw'
export { type AverageOptions, averagedParameters, averageParameters } from './optim/average-parameters'
export { chain } from './optim/chain'
export { clipByGlobalNorm, clipByNorm, clipByValue, squaredNorm } from './optim/clip'
export type {
  GradientTransform,
  Optimizer,
  Slot,
  StepContext,
  TransformCall,
  Transformed,
} from './optim/gradient-transform'
export { type LionOptions, lion } from './optim/lion'
export { type NadamOptions, nadam } from './optim/nadam'
export { initialSlots, updateAll } from './optim/optimizer'
export { type ParameterGroup, parameterGroups } from './optim/parameter-groups'
export { l1, l2 } from './optim/penalty'
export {
  type PlateauOptions,
  type PlateauSchedule,
  type PlateauState,
  plateauSchedule,
} from './optim/plateau'
export { type RmspropOptions, rmsprop } from './optim/rmsprop'
export {
  constantSchedule,
  cosineSchedule,
  type DecayOptions,
  exponentialSchedule,
  linearSchedule,
  type OneCycleOptions,
  oneCycleSchedule,
  polynomialSchedule,
  type Schedule,
  type StepScheduleOptions,
  stepSchedule,
  type WarmupOptions,
} from './optim/schedule'
export { type SgdOptions, sgd } from './optim/sgd'
export { weightDecay } from './optim/weight-decay'
export {
  evenlySpaced,
  fromTypedArray,
  full,
  identityMatrix,
  type Nested,
  ones,
  range,
  scalar,
  tensor,
  zeros,
} from './tensor/create'
export {
  addDimensions,
  type Dimension,
  evaluateDimension,
  floorDivisionOf,
  formatDimension,
  multiplyDimensions,
  type SymbolicDimension,
  subtractDimensions,
  symbol,
} from './tensor/dimension'
export {
  bytesPerElement,
  type DType,
  elementsOf,
  isFloat,
  numbersOf,
  type TypedArray,
  viewAs,
} from './tensor/dtype'
export { mistake } from './tensor/mistake'
export {
  elementCount,
  evaluateShape,
  formatShape,
  isConcrete,
  type Shape,
  type Signature,
  sizeOf,
} from './tensor/shape'
export { isTensor, Tensor } from './tensor/tensor'
export type { BatchCursor, Batches, BatchSource, MakeBatches, ReadBatches } from './train/batches'
export { type BatchRowsOptions, batchesOf } from './train/batches-of'
export type {
  EndEvent,
  EpochEvent,
  Outcome,
  StartEvent,
  StepEvent,
  TrainingCallback,
  ValidationEvent,
} from './train/callback'
export {
  findLearningRate,
  type LearningRatePoint,
  type LearningRateSearch,
  type LearningRateSearchOptions,
} from './train/find-learning-rate'
export { fit } from './train/fit'
export type { CheckpointOptions, FitOptions, FitResult } from './train/fit-options'
export { jsonlLog } from './train/logs/jsonl-log'
export { tensorBoardLog } from './train/logs/tensorboard-log'
export type { EpochRecord, ValidationRecord } from './train/run-record'
export type { BestRecord, DecidingMetric, EarlyStopping } from './train/select-best'
export { initialState, type LossFunction, type LossResult, type TrainingState } from './train/training-state'
export {
  type StepOptions,
  type StepResult,
  type TrainingStep,
  type TrainingStepOptions,
  trainingStep,
} from './train/training-step'
export { checkpoint } from './transform/checkpoint'
export type { DimensionNames } from './transform/compile'
export { type Compiled, type CompileOptions, compile } from './transform/compile'
export { type CustomGradientCall, customGradient } from './transform/custom-gradient'
export { evaluate } from './transform/evaluate'
export { grad, type Loss, valueAndGrad } from './transform/grad'
export type { Key } from './transform/key'
export { bernoulliMask } from './transform/mask'
export { mapSlices, type ScanOptions, scan } from './transform/scan'
export { type InputSpecification, type TracedGraph, traceGraph } from './transform/trace-graph'
export { leavesOf, mapLeaves } from './transform/tree'
