import { describe, expect, it } from 'vitest'
import '../methods'
import { tensor } from '../tensor/create'
import { elementCount, isConcrete } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { ObservedEngine } from '../testing/contract/observed-engine'
import { compile } from '../transform/compile'
import { valueAndGrad } from '../transform/grad'
import { binaryCrossEntropy } from './binary-cross-entropy'
import { cosineEmbeddingLoss } from './cosine-embedding'
import { crossEntropy } from './cross-entropy'
import { binaryFocalLoss, focalLoss } from './focal'
import { huberLoss } from './huber'
import { infoNce } from './info-nce'
import { poissonLoss } from './likelihood'
import { linearCrossEntropy } from './linear-cross-entropy'
import { squaredError } from './squared-error'
import { tripletLoss } from './triplet'

const engine = referenceEngine()
const labels = (values: number[]) => tensor(values, { dtype: 'int32' })
const zeros = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), { shape })

async function lossAndGradient(f: (x: Tensor) => Tensor, x: Tensor) {
  const run = compile(valueAndGrad(f), { engine })
  const { value, gradients } = await run(x)
  const found = {
    loss: await value.item(),
    gradient: Array.from(await gradients.data(), Number).map((value) => value + 0),
  }
  await run.dispose()
  return found
}

describe('where it matters', () => {
  it('a batch of which every row is ignored has the loss 0 and moves nothing', async () => {
    const nothing = (x: Tensor) => crossEntropy(x, labels([-100, -100]), { ignoreIndex: -100 })
    expect(await lossAndGradient(nothing, zeros(2, 3))).toEqual({ loss: 0, gradient: [0, 0, 0, 0, 0, 0] })
    const unweighted = (x: Tensor) => squaredError(x, tensor([1, 2]), { sampleWeights: tensor([0, 0]) })
    expect(await lossAndGradient(unweighted, zeros(2))).toEqual({ loss: 0, gradient: [0, 0] })
  })

  it.each([3, -1, -100])(
    'the label %d of three classes makes the loss NaN, not that of another class',
    async (label) => {
      const found = await lossAndGradient((x) => crossEntropy(x, labels([0, label])), zeros(2, 3))
      expect(found.loss).toBeNaN()
      const unpicked = await lossAndGradient(
        (x) => crossEntropy(x, labels([label, label]), { ignoreIndex: label }),
        zeros(2, 3),
      )
      expect(unpicked.loss).toBe(0)
    },
  )

  it('logits of 0, as a new layer gives them, get a gradient', async () => {
    const found = await lossAndGradient((x) => binaryCrossEntropy(x, tensor([1, 0])), zeros(2))
    expect(found.loss).toBeCloseTo(Math.LN2, 6)
    expect(found.gradient).toEqual([-0.25, 0.25])
  })

  it('logits far out neither overflow nor lose their gradient', async () => {
    const x = tensor([1e4, -1e4, 1e4, -1e4])
    const found = await lossAndGradient(
      (x) => binaryCrossEntropy(x, tensor([1, 0, 0, 1]), { reduction: 'sum' }),
      x,
    )
    expect(found).toEqual({ loss: 2e4, gradient: [0, 0, 1, -1] })
  })

  it('vectors of length 0 have a gradient that is a number', async () => {
    const other = tensor([[1, 2]])
    for (const loss of [
      (x: Tensor) => infoNce(x, other),
      (x: Tensor) => tripletLoss(x, x, other),
      (x: Tensor) => cosineEmbeddingLoss(x, other, tensor([1])),
    ]) {
      const { gradient } = await lossAndGradient(loss, zeros(1, 2))
      expect(gradient.every(Number.isFinite)).toBe(true)
    }
  })

  it('linearCrossEntropy takes rows whose number is known later, and fewer than a chunk', async () => {
    const weight = tensor([
      [1, 0],
      [0, 1],
      [1, -1],
    ])
    const f = (hidden: Tensor, rows: Tensor) => ({
      chunked: linearCrossEntropy(hidden, weight, rows, { chunkSize: 2, ignoreIndex: -100 }),
      plain: crossEntropy(hidden.matmul(weight.transpose()), rows, { ignoreIndex: -100 }),
    })
    const run = compile(f, { engine, dynamic: [['rows', null], ['rows']] })
    for (const count of [1, 2, 3, 5]) {
      const hidden = tensor(
        Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i)),
        { shape: [count, 2] },
      )
      const { chunked, plain } = await run(hidden, labels([0, 2, -100, 1, 2].slice(0, count)))
      expect(await chunked.item()).toBeCloseTo(await plain.item(), 6)
    }
    await run.dispose()
  })
})

it('linearCrossEntropy never has all logits in memory, on the way back either', async () => {
  const [rows, size, classes] = [64, 2, 50]
  const largest = async (loss: (hidden: Tensor, weight: Tensor, labels: Tensor) => Tensor) => {
    const observed = new ObservedEngine(engine)
    const given = { hidden: zeros(rows, size), weight: zeros(classes, size) }
    const f = ({ hidden, weight }: typeof given, rowLabels: Tensor) => loss(hidden, weight, rowLabels)
    const run = compile(valueAndGrad(f), { engine: observed })
    await run(given, labels(Array.from({ length: rows }, (_, row) => row % classes)))
    await run.dispose()
    const results = observed.graphs.flatMap(({ nodes }) => nodes.flatMap(({ outputs }) => outputs))
    return Math.max(...results.map(({ shape }) => (isConcrete(shape) ? elementCount(shape) : 0)))
  }
  expect(await largest((hidden, weight, own) => crossEntropy(hidden.matmul(weight.transpose()), own))).toBe(
    rows * classes,
  )
  expect(
    await largest((hidden, weight, own) => linearCrossEntropy(hidden, weight, own, { chunkSize: 8 })),
  ).toBeLessThanOrEqual(rows * size)
})

describe('mistakes', () => {
  const x = zeros(4, 3)
  it.each<[string, () => Tensor, string, string]>([
    [
      'a column against a vector',
      () => squaredError(zeros(4, 1), zeros(4)),
      'shape-mismatch',
      'squaredError: predictions and targets differ in shape. (shapes [4, 1] and [4]',
    ],
    [
      'a weight too few',
      () => squaredError(x, x, { sampleWeights: zeros(3) }),
      'shape-mismatch',
      'squaredError: the sample weights do not have the leading axes',
    ],
    [
      'labels as floats',
      () => crossEntropy(x, zeros(4)),
      'shape-mismatch',
      'soft labels do not have the shape of the logits',
    ],
    [
      'labels as whole numbers of 64 bits',
      () => crossEntropy(x, tensor([0, 1, 2, 0], { dtype: 'int64' })),
      'dtype-mismatch',
      'the labels are int64, not int32',
    ],
    [
      'classes in front',
      () => crossEntropy(zeros(3, 4), labels([0, 1, 2, 0])),
      'shape-mismatch',
      'the labels are not one for each row of scores. (shapes [3, 4] and [4]',
    ],
    [
      'a class weight too many',
      () => crossEntropy(x, labels([0, 1, 2, 0]), { classWeights: zeros(4) }),
      'shape-mismatch',
      'the class weights are not one for each class',
    ],
    [
      'an index to ignore among soft labels',
      () => crossEntropy(x, x, { ignoreIndex: 0 }),
      'invalid-option',
      'soft labels, which have no index',
    ],
    [
      'too much smoothing',
      () => crossEntropy(x, x, { labelSmoothing: 2 }),
      'invalid-option',
      'labelSmoothing is 2',
    ],
    [
      'whole numbers as targets',
      () => binaryCrossEntropy(zeros(2), labels([0, 1])),
      'dtype-mismatch',
      'binaryCrossEntropy: the operands are float32 and int32',
    ],
    [
      'a focus below 0',
      () => focalLoss(x, labels([0, 1, 2, 0]), { gamma: -1 }),
      'invalid-option',
      'gamma is -1',
    ],
    ['a balance above 1', () => binaryFocalLoss(x, x, { alpha: 2 }), 'invalid-option', 'alpha is 2'],
    ['no width', () => huberLoss(x, x, { delta: 0 }), 'invalid-option', 'delta is 0'],
    [
      'a target too few',
      () => cosineEmbeddingLoss(x, x, zeros(3)),
      'shape-mismatch',
      'the targets are not one for each pair',
    ],
    ['vectors in a row', () => infoNce(zeros(3), zeros(3)), 'shape-mismatch', 'are not matrices of vectors'],
    [
      'a negative of another size',
      () => infoNce(x, x, { negatives: zeros(2, 2) }),
      'shape-mismatch',
      'are not matrices of vectors',
    ],
    [
      'a weight that is transposed',
      () => linearCrossEntropy(x, zeros(3, 5), labels([0, 1, 2, 0])),
      'shape-mismatch',
      'the weight has no column for each hidden feature',
    ],
    [
      'a chunk of nothing',
      () => linearCrossEntropy(x, zeros(5, 3), labels([0, 1, 2, 0]), { chunkSize: 0 }),
      'invalid-option',
      'chunkSize is 0',
    ],
    [
      'rates for each against one',
      () => poissonLoss(x, zeros(4)),
      'shape-mismatch',
      'poissonLoss: predictions and targets differ',
    ],
  ])('%s', (_, make, code, message) => {
    expect(make).toThrow(expect.objectContaining({ code }))
    expect(make).toThrow(message)
  })

  it('are told with the line that made them', () => {
    expect(() => squaredError(zeros(2), zeros(3))).toThrow(/at edges\.test\.ts:\d+:\d+/)
  })
})
