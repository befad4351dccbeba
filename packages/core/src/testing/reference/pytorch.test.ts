import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scatterAddAlong, takeAlong } from '../../ops/along'
import { add, divide, multiply, negate, subtract } from '../../ops/arithmetic'
import { at } from '../../ops/at'
import { broadcastTo, sum } from '../../ops/broadcast'
import { cast, identity, stopGradient } from '../../ops/cast'
import { equal, greater, greaterEqual, less, lessEqual, maximum, minimum, where } from '../../ops/comparison'
import { attend } from '../../ops/composite/attend'
import { clamp } from '../../ops/composite/clamp'
import { flip } from '../../ops/composite/flip'
import { gelu } from '../../ops/composite/gelu'
import { layerNorm } from '../../ops/composite/layer-norm'
import { expm1, log1p, softplus } from '../../ops/composite/near-zero'
import { averagePool, maxPool, maxPoolIndices } from '../../ops/composite/pool'
import { relu6 } from '../../ops/composite/relu6'
import { logSoftmax, softmax } from '../../ops/composite/softmax'
import { standardize } from '../../ops/composite/standardize'
import { sumOfSquares } from '../../ops/composite/sum-of-squares'
import { convolve, convolveBiased, convolveTransposed } from '../../ops/convolution'
import { cumulativeSum } from '../../ops/cumulative'
import { einsum } from '../../ops/einsum'
import { gather, scatterAdd } from '../../ops/indexing'
import { concat, pad, slice, transpose } from '../../ops/layout'
import { and, not, or } from '../../ops/logical'
import { matmul } from '../../ops/matmul'
import { argSort, sort, topK } from '../../ops/ordering'
import { modulo, power } from '../../ops/power'
import { flatten, moveAxis, repeat, roll, split, squeeze, tile } from '../../ops/rearrange'
import { argMax, argMin, max, mean, min, product } from '../../ops/reduction'
import { reshape } from '../../ops/reshape'
import { iota, literal } from '../../ops/source'
import { all, any, norm, normalize, standardDeviation, variance } from '../../ops/statistics'
import type { OpName } from '../../ops/table'
import { lowerTriangle, upperTriangle } from '../../ops/triangle'
import {
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
  relu,
  round,
  sigmoid,
  sign,
  sin,
  sqrt,
  tanh,
} from '../../ops/unary'
import { unfold } from '../../ops/unfold'
import { type DType, elementsOf, isFloat } from '../../tensor/dtype'
import { Tensor } from '../../tensor/tensor'
import { compile } from '../../transform/compile'
import { valueAndGrad } from '../../transform/grad'
import { scan } from '../../transform/scan'
import { referenceEngine } from './reference-engine'

interface Numbers {
  readonly shape: readonly number[]
  readonly dtype: DType
  /** Infinities and NaN as text. */
  readonly values: readonly (number | boolean | string)[]
}

interface Fixture {
  readonly inputs: readonly Numbers[]
  readonly weights: readonly (Numbers | null)[]
  readonly outputs: readonly Numbers[]
  readonly gradients: readonly (Numbers | null)[]
}

type Expression = (...inputs: readonly Tensor[]) => Tensor | readonly Tensor[]

/** For every fixture of `fixtures/make.py` the same expression in Graft. An operation without one does not compile. */
const expressions: { readonly [Name in OpName | 'composition']: Readonly<Record<string, Expression>> } = {
  literal: { 'a number': () => literal(0.1, 'float64') },
  iota: { 'of five': () => iota(5) },
  dimension: { 'a mean': (x) => [mean(x!), mean(x!, { axes: 1 })] },
  add: pairs(add),
  subtract: pairs(subtract),
  multiply: pairs(multiply),
  divide: { ...pairs(divide), 'whole numbers, towards zero': (a, b) => divide(a!, b!) },
  power: {
    'a matrix': (a, b) => power(a!, b!),
    zeros: (a, b) => power(a!, b!),
  },
  modulo: { 'both signs': (a, b) => modulo(a!, b!) },
  negate: { 'a matrix': (x) => negate(x!) },
  exp: { 'a matrix': (x) => exp(x!) },
  log: { 'a matrix': (x) => log(x!) },
  sqrt: { 'a matrix': (x) => sqrt(x!) },
  tanh: { 'a matrix': (x) => tanh(x!) },
  sigmoid: { 'a matrix': (x) => sigmoid(x!) },
  erf: { 'small and large': (x) => erf(x!) },
  abs: { 'with zeros': (x) => abs(x!) },
  sign: { 'with zeros': (x) => sign(x!) },
  relu: { 'with zeros': (x) => relu(x!) },
  sin: { 'a matrix': (x) => sin(x!) },
  cos: { 'a matrix': (x) => cos(x!) },
  asin: { 'a matrix': (x) => asin(x!) },
  acos: { 'a matrix': (x) => acos(x!) },
  atan: { 'a matrix': (x) => atan(x!) },
  floor: { halves: (x) => floor(x!) },
  ceil: { halves: (x) => ceil(x!) },
  round: { halves: (x) => round(x!) },
  lessEqual: { ties: (a, b) => lessEqual(a!, b!) },
  greaterEqual: { ties: (a, b) => greaterEqual(a!, b!) },
  and: { broadcast: (a, b) => and(a!, b!) },
  or: { broadcast: (a, b) => or(a!, b!) },
  not: { 'a vector': (x) => not(x!) },
  equal: { ties: (a, b) => equal(a!, b!) },
  less: { ties: (a, b) => less(a!, b!) },
  greater: { ties: (a, b) => greater(a!, b!) },
  maximum: { 'no ties': (a, b) => maximum(a!, b!), ties: (a, b) => maximum(a!, b!) },
  minimum: { 'no ties': (a, b) => minimum(a!, b!), ties: (a, b) => minimum(a!, b!) },
  where: { broadcast: (condition, a, b) => where(condition!, a!, b!) },
  cast: {
    'to whole numbers': (x) => cast(x!, 'int32'),
    'to bool': (x) => cast(x!, 'bool'),
    'from bool': (x) => cast(x!, 'float64'),
  },
  identity: { 'a vector': (x) => identity(x!) },
  stopGradient: { 'one factor': (x) => multiply(stopGradient(multiply(x!, x!)), x!) },
  sum: {
    all: (x) => sum(x!),
    'two axes': (x) => sum(x!, { axes: [0, 2] }),
    'one axis, kept': (x) => sum(x!, { axes: 1, keepDimensions: true }),
  },
  max: {
    'one axis': (x) => max(x!, { axes: 1 }),
    ties: (x) => max(x!, { axes: 1 }),
    'ties over two axes': (x) => max(x!, { axes: [0, 2], keepDimensions: true }),
  },
  min: {
    'one axis': (x) => min(x!, { axes: 1 }),
    ties: (x) => min(x!, { axes: 1 }),
    'ties over two axes': (x) => min(x!, { axes: [0, 2], keepDimensions: true }),
  },
  product: {
    'one axis': (x) => product(x!, { axes: 1 }),
    'with zeros': (x) => product(x!, { axes: 1 }),
  },
  cumulativeSum: {
    'the last axis': (x) => cumulativeSum(x!),
    'the first axis': (x) => cumulativeSum(x!, 0),
  },
  argMin: { ties: (x) => argMin(x!, 1) },
  argMax: { ties: (x) => argMax(x!, 1) },
  broadcastTo: { 'a column': (x) => broadcastTo(x!, [2, 3, 4]) },
  reshape: { 'a matrix': (x) => reshape(x!, [2, 6]) },
  transpose: { 'an order': (x) => transpose(x!, [2, 0, 1]) },
  slice: { 'the middle': (x) => slice(x!, 0, 1, 4) },
  pad: { 'both sides': (x) => pad(x!, [1, 0], [0, 2]) },
  concat: { rows: (a, b) => concat([a!, b!]) },
  matmul: {
    matrices: (a, b) => matmul(a!, b!),
    'a transposed': (a, b) => matmul(a!, b!, { transposeA: true }),
    'b transposed': (a, b) => matmul(a!, b!, { transposeB: true }),
    'both transposed': (a, b) => matmul(a!, b!, { transposeA: true, transposeB: true }),
    'one matrix for a batch': (a, b) => matmul(a!, b!),
    'one matrix for a batch, transposed': (a, b) => matmul(a!, b!, { transposeB: true }),
    'batches that broadcast': (a, b) => matmul(a!, b!),
  },
  gather: {
    'rows, some twice': (x, i) => gather(x!, i!),
    'a middle axis, indices of rank 2': (x, i) => gather(x!, i!, 1),
  },
  scatterAdd: {
    'rows, some twice': (i, updates) => scatterAdd(i!, updates!, 0, 4),
    'the last axis': (i, updates) => scatterAdd(i!, updates!, 1, 4),
  },
  takeAlong: {
    'the last axis': (x, i) => takeAlong(x!, i!),
    'the first axis': (x, i) => takeAlong(x!, i!, 0),
  },
  scatterAddAlong: { 'the last axis': (i, updates) => scatterAddAlong(i!, updates!, 1, 4) },
  topK: {
    largest: (x) => Object.values(topK(x!, 2)),
    smallest: (x) => Object.values(topK(x!, 3, { axis: 0, largest: false })),
    'sorted, with ties': (x) => [sort(x!), argSort(x!)],
  },
  convolve: {
    'one axis': (x, w) => convolve(x!, w!, { stride: 2, padding: 1 }),
    'two axes': (x, w) => convolve(x!, w!, { stride: [1, 2], padding: [1, 0], dilation: [2, 1] }),
    'three axes': (x, w) => convolve(x!, w!, { padding: 1 }),
    groups: (x, w) => convolve(x!, w!, { groups: 2 }),
    depthwise: (x, w) => convolve(x!, w!, { groups: 3, padding: 1, stride: 2 }),
  },
  convolveInput: {
    'two axes': (x, w) => convolveTransposed(x!, w!, { stride: 2, padding: 1, outputPadding: 1 }),
    groups: (x, w) => convolveTransposed(x!, w!, { groups: 2, dilation: 2 }),
  },
  convolveBiased: {
    'groups, a stride': (x, w, b) => convolveBiased(x!, w!, b!, { groups: 2, stride: 2, padding: 1 }),
  },
  convolveFilter: { 'of a square': (x, w) => convolve(multiply(x!, x!), w!) },
  unfold: {
    'two axes': (x) => reshape(unfold(x!, [2, 3], { padding: [1, 0], stride: [1, 2] }), [2, 12, -1]),
  },
  fold: { 'a square of windows': (x) => reshape(power(unfold(x!, [2, 2]), 2), [1, 8, -1]) },
  maxPool: {
    overlapping: (x) => maxPool(x!, [3, 3], { stride: 2, padding: 1 }),
    ties: (x) => maxPool(x!, [2, 2]),
    'after relu': (x) => maxPool(relu(x!), [2, 2]),
  },
  maxPoolIndices: { 'in a plane': (x) => maxPoolIndices(x!, [2, 2]) },
  unpool: { 'a weighted square': (x) => maxPool(multiply(x!, x!), [2, 3]) },
  averagePool: {
    overlapping: (x) => averagePool(x!, [3, 3], { stride: 2, padding: 1 }),
    'without the padding': (x) => averagePool(x!, [3, 3], { stride: 2, padding: 1, countPadding: false }),
  },
  scan: {
    'a recurrent layer': (h, xs, weights) => {
      const step = (carry: Tensor, x: Tensor) => {
        const next = tanh(add(x, matmul(carry, weights!)))
        return { carry: next, output: next }
      }
      const { carry, outputs } = scan(step, h!, xs!)
      return [carry, outputs]
    },
  },
  clamp: { 'at and beyond the bounds': (x) => clamp(x!, -1, 1) },
  relu6: { 'at and beyond the bounds': (x) => relu6(x!) },
  flip: { 'the last axis': (x) => flip(x!) },
  log1p: { 'small and large': (x) => log1p(x!) },
  expm1: { 'small and large': (x) => expm1(x!) },
  softplus: { 'small and large': (x) => softplus(x!) },
  composition: {
    variance: (x) => [variance(x!), variance(x!, { axes: 1, correction: 1 })],
    'standard deviation': (x) => standardDeviation(x!, { axes: 0, keepDimensions: true }),
    norms: (x) => [norm(x!), norm(x!, { order: 1, axes: 0 }), norm(x!, { order: 3, axes: 1 })],
    'the largest norm': (x) => norm(x!, { order: Number.POSITIVE_INFINITY, axes: 1 }),
    normalized: (x) => normalize(x!),
    'any and all': (x) => [any(x!, { axes: 0 }), all(x!, { axes: 1 })],
    squeezed: (x) => squeeze(x!),
    flattened: (x) => flatten(x!, 1),
    split: (x) => split(x!, [1, 3], 1),
    tiled: (x) => tile(x!, [2, 3]),
    repeated: (x) => repeat(x!, 2, 1),
    rolled: (x) => [roll(x!, 2, 1), roll(x!, -1, 0)],
    'an axis moved': (x) => moveAxis(x!, 0, 2),
    triangles: (x) => [lowerTriangle(x!), upperTriangle(x!, 1), lowerTriangle(x!, -1)],
    'einsum, a product': (a, b) => einsum('ij,jk->ik', a!, b!),
    'einsum, batches': (a, b) => einsum('bhqd,bhkd->bhqk', a!, b!),
    'einsum, implicit': (a, b) => einsum('ij,jk', a!, b!),
    'einsum, outer': (a, b) => einsum('i,j->ji', a!, b!),
    'einsum, trace and diagonal': (x) => [einsum('ii->', x!), einsum('ii->i', x!)],
    'einsum, three': (a, b, c) => einsum('ij,jk,kl->il', a!, b!, c!),
    'einsum, ellipsis': (a, b) => einsum('...ij,jk->...ik', a!, b!),
    'einsum, a sum': (x) => einsum('ijk->j', x!),
    'einsum, elementwise': (a, b) => einsum('ij,ij->ij', a!, b!),
    indexed: (x) => [
      at(x!, 1),
      at(x!, -1, [1, 3]),
      at(x!, '...', 0),
      at(x!, ':', null, [null, null, 2]),
      at(x!, ':', [null, null, -1]),
      at(x!, ':', [3, 0, -2], [-2, null]),
    ],
    'indexed by a tensor': (x, i) => at(x!, ':', i!),
  },
  softmax: {
    'the last axis': (x) => softmax(x!),
    'the first axis': (x) => softmax(x!, 0),
    'far apart': (x) => softmax(x!),
  },
  logSoftmax: { 'the last axis': (x) => logSoftmax(x!), 'far apart': (x) => logSoftmax(x!) },
  gelu: { 'a vector': (x) => gelu(x!) },
  standardize: {
    'a batch of images': (x, scale, offset) => {
      const { result, mean, variance } = standardize(x!, { axes: [0, 2, 3], epsilon: 0.1, scale, offset })
      return [result, mean, variance]
    },
  },
  layerNorm: {
    'a matrix': (x, scale, offset) => layerNorm(x!, scale!, offset!, 1e-5),
    'rank 3, a large epsilon': (x, scale, offset) => layerNorm(x!, scale!, offset!, 0.1),
  },
  sumOfSquares: { 'a matrix': (x) => sumOfSquares(x!) },
  attend: {
    heads: (scores, values) => attend(scores!, values!),
    'with a mask': (scores, values, mask) => attend(scores!, values!, mask!),
  },
}

function pairs(run: (a: Tensor, b: Tensor) => Tensor): Record<string, Expression> {
  const pair: Expression = (a, b) => run(a!, b!)
  return { 'equal shapes': pair, broadcast: pair, 'a scalar': pair }
}

const path = new URL('../fixtures/operations.json', import.meta.url)
const fixtures = JSON.parse(readFileSync(path, 'utf8')) as Record<
  OpName | 'composition',
  Record<string, Fixture>
>

const tensorOf = ({ shape, dtype, values }: Numbers): Tensor =>
  new Tensor(shape, dtype, { kind: 'host', data: elementsOf(dtype, values.length, values.map(Number)) })

const engine = referenceEngine()

function expectClose(actual: Tensor, { shape, dtype, values }: Numbers): void {
  expect([actual.dtype, actual.shape]).toEqual([dtype, shape])
  const data = engine.exact(actual)
  values.forEach((value, i) => {
    const wanted = Number(value)
    if (!Number.isFinite(wanted)) expect(data[i]).toBe(wanted)
    else expect(Math.abs(data[i]! - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)))
  })
}

async function check(expression: Expression, fixture: Fixture): Promise<void> {
  const f = (inputs: readonly Tensor[], weights: readonly Tensor[]) => {
    const found = expression(...inputs)
    const results = found instanceof Tensor ? [found] : found
    let used = 0
    const terms = results.flatMap((result, i) =>
      fixture.weights[i] ? [sum(multiply(result, weights[used++]!))] : [],
    )
    return { loss: terms.reduce((a, b) => add(a, b), literal(0, 'float64')), results }
  }
  const inputs = fixture.inputs.map(tensorOf)
  // Without a floating-point input there is nothing to differentiate.
  const plain: typeof differentiated = (inputs, weights) => ({ value: f(inputs, weights), gradients: inputs })
  const differentiated = valueAndGrad(f)
  const isDifferentiable = inputs.some(({ dtype }) => isFloat(dtype))
  const program = compile(isDifferentiable ? differentiated : plain, { engine })
  const weights = fixture.weights.flatMap((weight) => (weight ? [tensorOf(weight)] : []))
  const { value, gradients } = await program(inputs, weights)
  expect(value.results).toHaveLength(fixture.outputs.length)
  fixture.outputs.forEach((output, i) => {
    expectClose(value.results[i]!, output)
  })
  // PyTorch says "no gradient" where ours is zero.
  fixture.gradients.forEach((gradient, i) => {
    const mine = gradients[i]!
    if (gradient) expectClose(mine, gradient)
    else if (isFloat(mine.dtype)) expect(engine.exact(mine).every((element) => element === 0)).toBe(true)
  })
}

describe('the reference equals PyTorch and NumPy', () => {
  it('has an expression for every fixture and a fixture for every expression', () => {
    const names = (table: Record<string, object>) =>
      Object.entries(table).flatMap(([op, list]) => Object.keys(list).map((name) => `${op}: ${name}`))
    expect(names(expressions).sort()).toEqual(names(fixtures).sort())
  })

  for (const [op, list] of Object.entries(expressions)) {
    for (const [name, expression] of Object.entries(list)) {
      it(`${op}: ${name}`, () => check(expression, fixtures[op as OpName][name]!))
    }
  }
})
