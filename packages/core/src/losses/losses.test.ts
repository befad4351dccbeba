import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import '../methods'
import { add, multiply, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { cast } from '../ops/cast'
import { reshape } from '../ops/reshape'
import { iota } from '../ops/source'
import { fromTypedArray } from '../tensor/create'
import { elementsOf } from '../tensor/dtype'
import { elementCount, isConcrete } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { compile } from '../transform/compile'
import { valueAndGrad } from '../transform/grad'
import { absoluteError } from './absolute-error'
import { binaryCrossEntropy } from './binary-cross-entropy'
import { cosineEmbeddingLoss, cosineSimilarity } from './cosine-embedding'
import { crossEntropy } from './cross-entropy'
import { binaryFocalLoss, focalLoss } from './focal'
import { hingeLoss, multiclassHingeLoss } from './hinge'
import { huberLoss, smoothL1Loss } from './huber'
import { infoNce } from './info-nce'
import { klDivergence } from './kl-divergence'
import { gaussianLoss, poissonLoss } from './likelihood'
import { linearCrossEntropy } from './linear-cross-entropy'
import type { Reduction } from './reduce'
import { squaredError } from './squared-error'
import { tripletLoss } from './triplet'

interface Numbers {
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32'
  readonly values: readonly number[]
}
interface Fixture {
  readonly inputs: readonly Numbers[]
  readonly reductions: Readonly<Record<Reduction, { value: Numbers; gradients: readonly (Numbers | null)[] }>>
}
type Loss = (reduction: Reduction, inputs: readonly Tensor[]) => Tensor

const path = new URL('fixtures/losses.json', import.meta.url)
const fixtures = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Fixture>>

/** For every case of `fixtures/make.py` the same in Graft. */
const losses: Readonly<Record<string, Loss>> = {
  squaredError: (reduction, [x, y]) => squaredError(x!, y!, { reduction }),
  'squaredError, weighted': (reduction, [x, y, sampleWeights]) =>
    squaredError(x!, y!, { reduction, sampleWeights }),
  'squaredError, each weighted': (reduction, [x, y, sampleWeights]) =>
    squaredError(x!, y!, { reduction, sampleWeights }),
  absoluteError: (reduction, [x, y]) => absoluteError(x!, y!, { reduction }),
  huber: (reduction, [x, y]) => huberLoss(x!, y!, { reduction }),
  'huber, delta': (reduction, [x, y]) => huberLoss(x!, y!, { reduction, delta: 0.3 }),
  smoothL1: (reduction, [x, y]) => smoothL1Loss(x!, y!, { reduction }),
  'smoothL1, beta': (reduction, [x, y]) => smoothL1Loss(x!, y!, { reduction, beta: 0.3 }),
  crossEntropy: (reduction, [x, y]) => crossEntropy(x!, y!, { reduction }),
  'crossEntropy, rank 3': (reduction, [x, y]) => crossEntropy(x!, y!, { reduction }),
  'crossEntropy, far apart': (reduction, [x, y]) => crossEntropy(x!, y!, { reduction }),
  'crossEntropy, class weights': (reduction, [x, y, classWeights]) =>
    crossEntropy(x!, y!, { reduction, classWeights }),
  'crossEntropy, smoothed': (reduction, [x, y]) => crossEntropy(x!, y!, { reduction, labelSmoothing: 0.2 }),
  'crossEntropy, ignored': (reduction, [x, y]) => crossEntropy(x!, y!, { reduction, ignoreIndex: -100 }),
  'crossEntropy, all options': (reduction, [x, y, classWeights]) =>
    crossEntropy(x!, y!, { reduction, classWeights, labelSmoothing: 0.1, ignoreIndex: -100 }),
  'crossEntropy, sample weights': (reduction, [x, y, sampleWeights]) =>
    crossEntropy(x!, y!, { reduction, sampleWeights }),
  'crossEntropy, soft': (reduction, [x, y]) => crossEntropy(x!, y!, { reduction }),
  'crossEntropy, soft, all options': (reduction, [x, y, classWeights]) =>
    crossEntropy(x!, y!, { reduction, classWeights, labelSmoothing: 0.1 }),
  linearCrossEntropy: (reduction, [hidden, weight, bias, labels, classWeights]) =>
    linearCrossEntropy(hidden!, weight!, labels!, {
      ...{ reduction, bias, classWeights, chunkSize: 4 },
      ...{ labelSmoothing: 0.1, ignoreIndex: -100 },
    }),
  'linearCrossEntropy, sample weights': (reduction, [hidden, weight, labels, sampleWeights]) =>
    linearCrossEntropy(hidden!, weight!, labels!, { reduction, sampleWeights, chunkSize: 2 }),
  binaryCrossEntropy: (reduction, [x, y]) => binaryCrossEntropy(x!, y!, { reduction }),
  'binaryCrossEntropy, positive weights': (reduction, [x, y, positiveWeight]) =>
    binaryCrossEntropy(x!, y!, { reduction, positiveWeight }),
  'binaryCrossEntropy, smoothed': (reduction, [x, y]) =>
    binaryCrossEntropy(x!, y!, { reduction, labelSmoothing: 0.2 }),
  'binaryCrossEntropy, sample weights': (reduction, [x, y, sampleWeights]) =>
    binaryCrossEntropy(x!, y!, { reduction, sampleWeights }),
  focal: (reduction, [x, y]) => focalLoss(x!, y!, { reduction }),
  'focal, all options': (reduction, [x, y, classWeights]) =>
    focalLoss(x!, y!, { reduction, classWeights, gamma: 1.5 }),
  binaryFocal: (reduction, [x, y]) => binaryFocalLoss(x!, y!, { reduction }),
  'binaryFocal, alike': (reduction, [x, y]) => binaryFocalLoss(x!, y!, { reduction, alpha: null, gamma: 3 }),
  klDivergence: (reduction, [x, y]) => klDivergence(x!, y!, { reduction }),
  'klDivergence, log targets': (reduction, [x, y]) => klDivergence(x!, y!, { reduction, logTargets: true }),
  hinge: (reduction, [x, y]) => hingeLoss(x!, y!, { reduction }),
  'hinge, squared': (reduction, [x, y]) => hingeLoss(x!, y!, { reduction, margin: 0.5, squared: true }),
  multiclassHinge: (reduction, [x, y]) => multiclassHingeLoss(x!, y!, { reduction }),
  'multiclassHinge, all options': (reduction, [x, y, classWeights]) =>
    multiclassHingeLoss(x!, y!, { reduction, classWeights, margin: 0.5, squared: true }),
  cosineEmbedding: (reduction, [a, b, y]) => cosineEmbeddingLoss(a!, b!, y!, { reduction }),
  'cosineEmbedding, margin': (reduction, [a, b, y]) =>
    cosineEmbeddingLoss(a!, b!, y!, { reduction, margin: -0.9 }),
  triplet: (reduction, [a, p, n]) => tripletLoss(a!, p!, n!, { reduction }),
  'triplet, swapped': (reduction, [a, p, n]) => tripletLoss(a!, p!, n!, { reduction, margin: 3, swap: true }),
  'triplet, cosine': (reduction, [a, p, n]) =>
    tripletLoss(a!, p!, n!, { reduction, distance: (x, y) => subtract(1, cosineSimilarity(x, y)) }),
  infoNce: (reduction, [q, k]) => infoNce(q!, k!, { reduction }),
  'infoNce, negatives': (reduction, [q, k, negatives]) =>
    infoNce(q!, k!, { reduction, negatives, temperature: 0.5 }),
  'infoNce, symmetric, learned temperature': (reduction, [q, k, temperature]) =>
    infoNce(q!, k!, { reduction, symmetric: true, ...(temperature ? { temperature } : {}) }),
  'infoNce, products': (reduction, [q, k]) =>
    infoNce(q!, k!, { reduction, normalize: false, temperature: 1 }),
  poisson: (reduction, [x, y]) => poissonLoss(x!, y!, { reduction }),
  'poisson, rates': (reduction, [x, y]) => poissonLoss(x!, y!, { reduction, log: false, full: true }),
  gaussian: (reduction, [x, y, v]) => gaussianLoss(x!, y!, v!, { reduction }),
  'gaussian, full': (reduction, [x, y, v]) => gaussianLoss(x!, y!, v!, { reduction, full: true }),
}

const engine = referenceEngine()
const tensorOf = ({ shape, dtype, values }: Numbers): Tensor =>
  fromTypedArray(elementsOf(dtype, values.length, values), shape, dtype)

async function expectClose(actual: Tensor, wanted: Numbers) {
  expect(actual.shape).toEqual(wanted.shape)
  const found = Array.from(await actual.data(), Number)
  wanted.values.forEach((value, index) => {
    expect(Math.abs(found[index]! - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)))
  })
}

/** A loss, or the sum of losses weighted by 1, 2, 3, …, as one number. */
function asNumber(value: Tensor): Tensor {
  const count = isConcrete(value.shape) ? elementCount(value.shape) : 0
  return sum(multiply(reshape(value, [count]), add(cast(iota(count), value.dtype), 1)))
}

describe('losses and their gradients equal PyTorch', () => {
  it('has a loss for every case and a case for every loss', () => {
    expect(Object.keys(losses)).toEqual(Object.keys(fixtures))
  })

  const reductions: readonly Reduction[] = ['mean', 'sum', 'none']
  it.each(Object.keys(losses).flatMap((name) => reductions.map((reduction) => [name, reduction] as const)))(
    '%s: %s',
    async (name, reduction) => {
      const { inputs, reductions } = fixtures[name]!
      const run = compile(
        valueAndGrad((tensors: readonly Tensor[]) => {
          const value = losses[name]!(reduction, tensors)
          return { loss: asNumber(value), value }
        }),
        { engine },
      )
      const { value, gradients } = await run(inputs.map(tensorOf))
      const wanted = reductions[reduction]
      await expectClose(value.value, wanted.value)
      for (const [index, gradient] of wanted.gradients.entries()) {
        if (gradient) await expectClose(gradients[index]!, gradient)
      }
      await run.dispose()
    },
  )
})
