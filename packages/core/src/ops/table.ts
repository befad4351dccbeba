import type { Op } from '../graph/node'
import { scatterAddAlongOp, takeAlongOp } from './along'
import { addOp, divideOp, multiplyOp, negateOp, subtractOp } from './arithmetic'
import { broadcastToOp, sumOp } from './broadcast'
import { castOp, identityOp, stopGradientOp } from './cast'
import {
  equalOp,
  greaterEqualOp,
  greaterOp,
  lessEqualOp,
  lessOp,
  maximumOp,
  minimumOp,
  whereOp,
} from './comparison'
import { attendOp } from './composite/attend'
import { clampOp } from './composite/clamp'
import { flipOp } from './composite/flip'
import { geluOp } from './composite/gelu'
import { layerNormOp } from './composite/layer-norm'
import { expm1Op, log1pOp, softplusOp } from './composite/near-zero'
import { averagePoolOp, maxPoolIndicesOp, maxPoolOp, unpoolOp } from './composite/pool'
import { relu6Op } from './composite/relu6'
import { logSoftmaxOp, softmaxOp } from './composite/softmax'
import { standardizeOp } from './composite/standardize'
import { sumOfSquaresOp } from './composite/sum-of-squares'
import { convolveBiasedOp, convolveFilterOp, convolveInputOp, convolveOp } from './convolution'
import { dimensionOp } from './count'
import { cumulativeSumOp } from './cumulative'
import { gatherOp, scatterAddOp } from './indexing'
import { concatOp, padOp, sliceOp, transposeOp } from './layout'
import { andOp, notOp, orOp } from './logical'
import { matmulOp } from './matmul'
import { topKOp } from './ordering'
import { moduloOp, powerOp } from './power'
import { argMaxOp, argMinOp, maxOp, minOp, productOp } from './reduction'
import { reshapeOp } from './reshape'
import { scanOp } from './scan'
import { iotaOp, literalOp } from './source'
import {
  absOp,
  acosOp,
  asinOp,
  atanOp,
  ceilOp,
  cosOp,
  erfOp,
  expOp,
  floorOp,
  logOp,
  reluOp,
  roundOp,
  sigmoidOp,
  signOp,
  sinOp,
  sqrtOp,
  tanhOp,
} from './unary'
import { foldOp, unfoldOp } from './unfold'

/** Every operation that an engine must lower. A new one is a line here and an entry in its family's file. */
export const primitives = [
  ...[literalOp, iotaOp, dimensionOp],
  ...[addOp, subtractOp, multiplyOp, divideOp, negateOp, powerOp, moduloOp],
  ...[expOp, logOp, sqrtOp, tanhOp, sigmoidOp, erfOp, absOp, signOp, reluOp],
  ...[sinOp, cosOp, asinOp, acosOp, atanOp, floorOp, ceilOp, roundOp],
  ...[equalOp, lessOp, greaterOp, lessEqualOp, greaterEqualOp, whereOp, maximumOp, minimumOp],
  ...[andOp, orOp, notOp],
  ...[castOp, identityOp, stopGradientOp],
  ...[sumOp, productOp, maxOp, minOp, argMaxOp, argMinOp, cumulativeSumOp, broadcastToOp],
  ...[reshapeOp, transposeOp, sliceOp, padOp, concatOp],
  ...[convolveOp, convolveInputOp, unfoldOp, foldOp],
  ...[matmulOp, gatherOp, scatterAddOp, takeAlongOp, scatterAddAlongOp, topKOp],
  ...[scanOp],
] as const

/** Operations with a meaning in other operations, which an engine may lower itself. */
export const composites = [
  ...[softmaxOp, logSoftmaxOp, geluOp, layerNormOp, standardizeOp, sumOfSquaresOp, attendOp],
  ...[convolveBiasedOp, convolveFilterOp, maxPoolOp, maxPoolIndicesOp, unpoolOp, averagePoolOp],
  ...[clampOp, relu6Op, flipOp, log1pOp, expm1Op, softplusOp],
] as const

type NameOf<O> = O extends Op<infer Name, infer _> ? Name : never
type AttributesOf<O> = O extends Op<string, infer Attributes> ? Attributes : never

export type PrimitiveName = NameOf<(typeof primitives)[number]>
export type CompositeName = NameOf<(typeof composites)[number]>
export type OpName = PrimitiveName | CompositeName

/** The attributes of the operation called `Name`. */
export type Attributes<Name extends OpName> = AttributesOf<
  Extract<(typeof primitives)[number] | (typeof composites)[number], { readonly name: Name }>
>
