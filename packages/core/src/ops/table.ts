import type { Op } from '../graph/node'
import { addOp, divideOp, multiplyOp, negateOp, subtractOp } from './arithmetic'
import { broadcastToOp, sumOp } from './broadcast'
import { castOp, identityOp, stopGradientOp } from './cast'
import { equalOp, greaterOp, lessOp, maximumOp, minimumOp, whereOp } from './comparison'
import { attendOp } from './composite/attend'
import { geluOp } from './composite/gelu'
import { layerNormOp } from './composite/layer-norm'
import { logSoftmaxOp, softmaxOp } from './composite/softmax'
import { sumOfSquaresOp } from './composite/sum-of-squares'
import { dimensionOp } from './count'
import { gatherOp, scatterAddOp } from './indexing'
import { concatOp, padOp, sliceOp, transposeOp } from './layout'
import { matmulOp } from './matmul'
import { argMaxOp, maxOp } from './reduction'
import { reshapeOp } from './reshape'
import { iotaOp, literalOp } from './source'
import { absOp, erfOp, expOp, logOp, reluOp, sigmoidOp, signOp, sqrtOp, tanhOp } from './unary'

/** Every operation that an engine must lower. A new one is a line here and an entry in its family's file. */
export const primitives = [
  ...[literalOp, iotaOp, dimensionOp],
  ...[addOp, subtractOp, multiplyOp, divideOp, negateOp],
  ...[expOp, logOp, sqrtOp, tanhOp, sigmoidOp, erfOp, absOp, signOp, reluOp],
  ...[equalOp, lessOp, greaterOp, whereOp, maximumOp, minimumOp],
  ...[castOp, identityOp, stopGradientOp],
  ...[sumOp, maxOp, argMaxOp, broadcastToOp],
  ...[reshapeOp, transposeOp, sliceOp, padOp, concatOp],
  ...[matmulOp, gatherOp, scatterAddOp],
] as const

/** Operations with a meaning in other operations, which an engine may lower itself. */
export const composites = [softmaxOp, logSoftmaxOp, geluOp, layerNormOp, sumOfSquaresOp, attendOp] as const

type NameOf<O> = O extends Op<infer Name, infer _> ? Name : never
type AttributesOf<O> = O extends Op<string, infer Attributes> ? Attributes : never

export type PrimitiveName = NameOf<(typeof primitives)[number]>
export type CompositeName = NameOf<(typeof composites)[number]>
export type OpName = PrimitiveName | CompositeName

/** The attributes of the operation called `Name`. */
export type Attributes<Name extends OpName> = AttributesOf<
  Extract<(typeof primitives)[number] | (typeof composites)[number], { readonly name: Name }>
>
