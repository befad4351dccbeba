import './methods'

export { defaultEngine, setDefaultEngine } from './engine/default-engine'
export type { Engine, EngineBuffer, Executable } from './engine/engine'
export { gradientsOf } from './graph/differentiate'
export { type Graph, nodesBehind } from './graph/graph'
export type { Node, Op } from './graph/node'
export { rebuild } from './graph/rebuild'
export * from './io'
export { type CrossEntropyOptions, crossEntropy } from './losses/cross-entropy'
export { joinHeads, scaledDotProductAttention, splitHeads } from './nn/attention'
export { Embedding } from './nn/embedding'
export { ForwardContext, inference } from './nn/forward-context'
export { constant, type Initializer, normal, uniformFanIn } from './nn/initializer'
export { LayerNorm } from './nn/layer-norm'
export { Linear } from './nn/linear'
export {
  initialize,
  type Loaded,
  load,
  Module,
  type Parameters,
  parameter,
  parametersOf,
  withParameters,
} from './nn/module'
export { attributesOf } from './ops/apply'
export { add, divide, multiply, negate, type Operand, subtract } from './ops/arithmetic'
export { broadcastTo, type ReduceOptions, sum } from './ops/broadcast'
export { cast, stopGradient } from './ops/cast'
export { equal, greater, less, maximum, minimum, where } from './ops/comparison'
export { attend } from './ops/composite/attend'
export { gelu } from './ops/composite/gelu'
export { layerNorm } from './ops/composite/layer-norm'
export { logSoftmax, logSumExp, softmax } from './ops/composite/softmax'
export { sumOfSquares } from './ops/composite/sum-of-squares'
export { gather, oneHot, scatterAdd } from './ops/indexing'
export { concat, expandDimensions, pad, slice, stack, transpose } from './ops/layout'
export { matmul } from './ops/matmul'
export { argMax, max, mean } from './ops/reduction'
export { reshape } from './ops/reshape'
export { iota } from './ops/source'
export {
  type Attributes,
  type CompositeName,
  composites,
  type OpName,
  type PrimitiveName,
  primitives,
} from './ops/table'
export { abs, erf, exp, log, relu, sigmoid, sign, sqrt, tanh } from './ops/unary'
export { type AdamWOptions, adamw } from './optim/adamw'
export { type Optimizer, updateAll } from './optim/optimizer'
export { constantSchedule, linearSchedule, type Schedule } from './optim/schedule'
export { sgd } from './optim/sgd'
export { fromTypedArray, full, type Nested, ones, scalar, tensor, zeros } from './tensor/create'
export {
  type Dimension,
  evaluateDimension,
  floorDivisionOf,
  formatDimension,
  type SymbolicDimension,
  symbol,
} from './tensor/dimension'
export { bytesPerElement, type DType, elementsOf, isFloat, type TypedArray, viewAs } from './tensor/dtype'
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
export {
  type Batches,
  type CheckpointOptions,
  type EpochRecord,
  type FitOptions,
  type FitResult,
  fit,
} from './train/fit'
export {
  initialState,
  type StepOptions,
  type StepResult,
  type TrainingState,
  type TrainingStep,
  type TrainingStepOptions,
  trainingStep,
} from './train/training-step'
export type { DimensionNames } from './transform/compile'
export { type Compiled, type CompileOptions, compile } from './transform/compile'
export { evaluate } from './transform/evaluate'
export { grad, type Loss, valueAndGrad } from './transform/grad'
export type { Key } from './transform/key'
export { bernoulliMask } from './transform/mask'
export { type InputSpecification, type TracedGraph, traceGraph } from './transform/trace-graph'
export { leavesOf, mapLeaves } from './transform/tree'
