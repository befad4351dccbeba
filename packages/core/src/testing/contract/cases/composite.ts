import { multiply } from '../../../ops/arithmetic'
import { attend } from '../../../ops/composite/attend'
import { clamp } from '../../../ops/composite/clamp'
import { flip } from '../../../ops/composite/flip'
import { gelu } from '../../../ops/composite/gelu'
import { layerNorm } from '../../../ops/composite/layer-norm'
import { expm1, log1p, softplus } from '../../../ops/composite/near-zero'
import { relu6 } from '../../../ops/composite/relu6'
import { logSoftmax, logSumExp, softmax } from '../../../ops/composite/softmax'
import { standardize } from '../../../ops/composite/standardize'
import { sumOfSquares } from '../../../ops/composite/sum-of-squares'
import type { Tensor } from '../../../tensor/tensor'
import { between, type Case, type CasesOf, given, normal, type Operand, twoSizes, whole } from '../case'

function alongAxis(run: (x: Tensor, axis?: number) => Tensor): readonly Case[] {
  return [
    { name: 'the last axis', inputs: [normal([3, 5])], run: (x) => run(x!), smooth: true },
    { name: 'the first axis', inputs: [normal([3, 5])], run: (x) => run(x!, 0), smooth: true },
    { name: 'a middle axis', inputs: [normal([2, 4, 3])], run: (x) => run(x!, 1), smooth: true },
    { name: 'attention', inputs: [normal([2, 2, 4, 4], 3)], run: (x) => run(x!), smooth: true },
    { name: 'one element', inputs: [normal([3, 1])], run: (x) => run(x!), smooth: true },
    { name: 'ties', inputs: [whole([4, 6], 0, 1)], run: (x) => run(x!), smooth: true },
    {
      name: 'far apart',
      inputs: [given([-1e9, 0, 80, -200, 1000, 999, -1e9, -1e9], [2, 4])],
      run: (x) => run(x!),
      kinks: true,
    },
    { name: 'no rows', inputs: [normal([0, 3])], run: (x) => run(x!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 3, 'length'])],
      sizes: twoSizes,
      run: (x) => run(x!),
      smooth: true,
    },
  ]
}

const smoothly = (run: (x: Tensor) => Tensor, edges: readonly number[]): readonly Case[] => [
  { name: 'a matrix', inputs: [between([3, 4], -0.9, 2)], run: (x) => run(x!), smooth: true },
  { name: 'edges', inputs: [given(edges)], run: (x) => run(x!), kinks: true },
  { name: 'an empty axis', inputs: [normal([0, 3])], run: (x) => run(x!) },
  { name: 'symbolic', inputs: [between(['batch', 3], -0.9, 2)], sizes: twoSizes, run: (x) => run(x!) },
]

const normalized = (name: string, shape: Operand['shape'], epsilon = 1e-5): Case => ({
  name,
  inputs: [normal(shape), between([shape.at(-1)!], 0.5, 2), normal([shape.at(-1)!])],
  run: (x, scale, offset) => layerNorm(x!, scale!, offset!, epsilon),
  smooth: true,
})

const standardized = (
  name: string,
  shape: Operand['shape'],
  axes: readonly number[],
  affine?: Operand['shape'],
): Case => ({
  name,
  inputs: [normal(shape), ...(affine ? [between(affine, 0.5, 2), normal(affine)] : [])],
  run: (x, scale, offset) => {
    const { result, mean, variance } = standardize(x!, { axes, epsilon: 0.1, scale, offset })
    return [result, mean, variance]
  },
  smooth: true,
})

type Normalised = 'softmax' | 'logSoftmax' | 'layerNorm' | 'standardize'
type Elementwise = 'gelu' | 'clamp' | 'relu6' | 'log1p' | 'expm1' | 'softplus'

export const composite: CasesOf<Normalised | Elementwise | 'sumOfSquares' | 'attend' | 'flip'> = {
  clamp: [
    { name: 'both bounds', inputs: [normal([4, 5])], run: (x) => clamp(x!, -0.5, 0.7) },
    { name: 'one bound', inputs: [normal([9])], run: (x) => [clamp(x!, 0.1), clamp(x!, undefined, 0.1)] },
    { name: 'at the bounds', inputs: [given([-2, -1, 0, 1, 2])], run: (x) => clamp(x!, -1, 1), kinks: true },
    { name: 'int32', inputs: [whole([9], -9, 9, 'int32')], run: (x) => clamp(x!, -2, 3) },
    { name: 'symbolic', inputs: [normal(['batch', 3])], sizes: twoSizes, run: (x) => clamp(x!, -1, 1) },
  ],
  relu6: [
    { name: 'random', inputs: [normal([4, 5])], run: (x) => relu6(multiply(x!, 5)) },
    { name: 'at the bounds', inputs: [given([-1, 0, 3, 6, 7])], run: (x) => relu6(x!), kinks: true },
    { name: 'symbolic', inputs: [normal(['batch', 3])], sizes: twoSizes, run: (x) => relu6(x!) },
  ],
  flip: [
    { name: 'the last axis', inputs: [normal([3, 4])], run: (x) => flip(x!) },
    { name: 'the first axis', inputs: [normal([3, 4])], run: (x) => multiply(flip(x!, 0), x!), smooth: true },
    { name: 'int32', inputs: [whole([4], 0, 9, 'int32')], run: (x) => flip(x!) },
    { name: 'an empty axis', inputs: [normal([0, 2])], run: (x) => flip(x!, 0) },
    { name: 'symbolic', inputs: [normal(['batch', 'length'])], sizes: twoSizes, run: (x) => flip(x!) },
  ],
  log1p: smoothly(log1p, [-0.999, -1e-4, -1e-20, 0, 1e-20, 1e-7, 1e-4, 1, 1e10, 1e30]),
  expm1: smoothly(expm1, [-200, -20, -1, -1e-4, -1e-20, 0, 1e-20, 1e-7, 1e-4, 1, 20, 80]),
  softplus: smoothly(softplus, [-200, -30, -1, 0, 1, 30, 200]),
  softmax: alongAxis(softmax),
  logSoftmax: [
    ...alongAxis(logSoftmax),
    {
      name: 'log of the sum of exponentials',
      inputs: [normal([3, 5], 4)],
      run: (x) => [logSumExp(x!), logSumExp(x!, 0, true)],
    },
  ],
  attend: [
    {
      name: 'heads',
      inputs: [normal([2, 3, 4, 5], 2), normal([2, 3, 5, 6])],
      run: (scores, values) => attend(scores!, values!),
      smooth: true,
    },
    {
      name: 'with dropout',
      inputs: [normal([2, 4, 5]), normal([2, 5, 3]), whole([2, 4, 5], 0, 1)],
      run: (scores, values, mask) => attend(scores!, values!, mask!),
      smooth: true,
    },
    {
      name: 'padding',
      inputs: [given([-1e9, 0, 1, -1e9, 2, 3], [2, 3]), normal([3, 2])],
      run: (scores, values) => attend(scores!, values!),
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length', 'length']), normal(['batch', 'length', 3])],
      sizes: twoSizes,
      run: (scores, values) => attend(scores!, values!),
      smooth: true,
    },
  ],
  gelu: [
    { name: 'matrix', inputs: [normal([4, 9])], run: (x) => gelu(x!), smooth: true },
    { name: 'rank 0', inputs: [normal([])], run: (x) => gelu(x!), smooth: true },
    { name: 'wide', inputs: [normal([3, 200], 3)], run: (x) => gelu(x!), smooth: true },
    {
      name: 'edges',
      inputs: [given([-50, -10, -5, -3, -1e-4, 0, 1e-4, 3, 5, 10, 50])],
      run: (x) => gelu(x!),
      smooth: true,
    },
    { name: 'an empty axis', inputs: [normal([0])], run: (x) => gelu(x!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 5])],
      sizes: twoSizes,
      run: (x) => gelu(x!),
      smooth: true,
    },
  ],
  standardize: [
    standardized('a batch of images', [3, 4, 2, 3], [0, 2, 3], [4, 1, 1]),
    standardized('a batch of vectors', [5, 3], [0], [3]),
    standardized('without scale and offset', [4, 2, 3], [0, 2]),
    standardized('groups of channels', [2, 3, 2, 4], [2, 3], [3, 2, 1]),
    standardized('an empty axis', [4, 2, 0, 3], [0, 3], [2, 1, 1]),
    { ...standardized('symbolic', ['batch', 3, 'length'], [0, 2], [3, 1]), sizes: twoSizes },
  ],
  layerNorm: [
    normalized('a matrix', [3, 8]),
    normalized('rank 1', [12]),
    normalized('rank 4', [2, 2, 3, 5]),
    normalized('a large epsilon', [3, 6], 0.1),
    normalized('many', [2, 300], 1e-12),
    normalized('no rows', [0, 4]),
    { ...normalized('symbolic', ['batch', 'length', 6]), sizes: twoSizes },
  ],
  sumOfSquares: [
    { name: 'a matrix', inputs: [normal([3, 4])], run: (x) => sumOfSquares(x!), smooth: true },
    { name: 'many', inputs: [normal([70, 90])], run: (x) => sumOfSquares(x!), kinks: true },
    { name: 'rank 0', inputs: [normal([])], run: (x) => sumOfSquares(x!), smooth: true },
    { name: 'an empty axis', inputs: [normal([0, 2])], run: (x) => sumOfSquares(x!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length'])],
      sizes: twoSizes,
      run: (x) => sumOfSquares(x!),
      smooth: true,
    },
  ],
}
