import { RandomKey } from '@graftjs/base'
import {
  absoluteError,
  adafactor,
  adagrad,
  adam,
  adamw,
  averageParameters,
  binaryCrossEntropy,
  binaryFocalLoss,
  chain,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  compile,
  cosineEmbeddingLoss,
  crossEntropy,
  type Engine,
  focalLoss,
  fromTypedArray,
  gaussianLoss,
  hingeLoss,
  huberLoss,
  infoNce,
  initialState,
  isFloat,
  klDivergence,
  l1,
  l2,
  linearCrossEntropy,
  lion,
  logSoftmax,
  multiclassHingeLoss,
  nadam,
  type Optimizer,
  type Parameters,
  parameterGroups,
  poissonLoss,
  rmsprop,
  sgd,
  sigmoid,
  smoothL1Loss,
  softmax,
  squaredError,
  type Tensor,
  tensor,
  trainingStep,
  tripletLoss,
  valueAndGrad,
  weightDecay,
} from '@graftjs/core'
import { referenceEngine } from '@graftjs/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onnxEngine } from './onnx-engine'

let engine: Engine
const reference = referenceEngine()
beforeAll(async () => {
  engine = await onnxEngine({ runtime: 'native', threads: 2 })
})
afterAll(() => engine.close())

const drawn = (seed: number, ...shape: number[]) =>
  fromTypedArray(Float32Array.from(RandomKey.from(seed).normal(shape.reduce((a, b) => a * b, 1))), shape)
/** 6 rows, 5 columns or classes. Fresh for each engine: a tensor lives on one. */
const inputs = () => ({
  x: drawn(1, 6, 5),
  y: drawn(2, 6, 5),
  z: drawn(3, 6, 5),
  signs: tensor([1, -1, 1, 1, -1, -1]),
  labels: tensor([0, 3, 4, -100, 2, 2], { dtype: 'int32' }),
  known: tensor([0, 3, 4, 1, 2, 2], { dtype: 'int32' }),
  weights: tensor([0.5, 1, 2, 0, 1, 3]),
  classWeights: tensor([1, 2, 0.5, 1, 3]),
})
type Inputs = ReturnType<typeof inputs>

const losses: Readonly<Record<string, (inputs: Inputs) => Tensor>> = {
  squaredError: ({ x, y, weights }) => squaredError(x, y, { sampleWeights: weights }),
  absoluteError: ({ x, y }) => absoluteError(x, y),
  huberLoss: ({ x, y }) => huberLoss(x, y),
  smoothL1Loss: ({ x, y }) => smoothL1Loss(x, y, { beta: 0.5 }),
  crossEntropy: ({ x, labels, classWeights }) =>
    crossEntropy(x, labels, { ignoreIndex: -100, classWeights, labelSmoothing: 0.1 }),
  'crossEntropy, soft': ({ x, y }) => crossEntropy(x, softmax(y)),
  linearCrossEntropy: ({ x, y, labels }) =>
    linearCrossEntropy(x, y, labels, { ignoreIndex: -100, chunkSize: 4 }),
  binaryCrossEntropy: ({ x, y }) => binaryCrossEntropy(x, sigmoid(y), { positiveWeight: 3 }),
  focalLoss: ({ x, known }) => focalLoss(x, known),
  binaryFocalLoss: ({ x, y }) => binaryFocalLoss(x, sigmoid(y)),
  klDivergence: ({ x, y }) => klDivergence(logSoftmax(x), softmax(y)),
  hingeLoss: ({ x, y }) => hingeLoss(x, y, { squared: true }),
  multiclassHingeLoss: ({ x, known }) => multiclassHingeLoss(x, known),
  cosineEmbeddingLoss: ({ x, y, signs }) => cosineEmbeddingLoss(x, y, signs),
  tripletLoss: ({ x, y, z }) => tripletLoss(x, y, z, { swap: true }),
  infoNce: ({ x, y, z }) => infoNce(x, y, { negatives: z, symmetric: true }),
  poissonLoss: ({ x, y }) => poissonLoss(x, y),
  gaussianLoss: ({ x, y, z }) => gaussianLoss(x, y, softmax(z), { full: true }),
}

const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd: sgd({ momentum: 0.9, nesterov: true }),
  adagrad: chain(l2(0.1), adagrad()),
  rmsprop: chain(l1(0.1), rmsprop({ centered: true, momentum: 0.9, epsilon: 1e-4 })),
  adam: chain(clipByGlobalNorm(1), adam({ amsgrad: true }), averageParameters({ decay: 0.9 })),
  adamw: parameterGroups(adamw(), [{ parameters: 'offset', frozen: true }]),
  nadam: chain(clipByValue(0.1), nadam(), weightDecay(0.1)),
  lion: chain(clipByNorm(0.5), lion(), weightDecay(0.1)),
  adafactor: adafactor(),
}

const numbers = async (x: Tensor) => Array.from(await x.data(), Number)

function expectClose(found: readonly number[], wanted: readonly number[], share: number): void {
  expect(found).toHaveLength(wanted.length)
  found.forEach((value, index) => {
    expect(Math.abs(value - wanted[index]!)).toBeLessThanOrEqual(
      share * Math.max(1, Math.abs(wanted[index]!)),
    )
  })
}

describe('losses and gradients are those of the reference', () => {
  it.each(Object.entries(losses))('%s', async (_, loss) => {
    const run = async (engine: Engine) => {
      const program = compile(valueAndGrad(loss), { engine })
      const { value, gradients } = await program(inputs())
      const tensors = [value, ...Object.values(gradients).filter(({ dtype }) => isFloat(dtype))]
      const found = await Promise.all(tensors.map(numbers))
      await program.dispose()
      return found.flat()
    }
    expectClose(await run(engine), await run(reference), 1e-5)
  })
})

describe('ten steps end where those of the reference do', () => {
  it.each(Object.entries(optimizers))('%s', async (_, optimizer) => {
    const run = async (engine: Engine) => {
      const step = trainingStep({
        // Gradients that do not depend on the parameters, so that rounding is not multiplied.
        loss: ({ weight, offset }: Parameters, { a, b }: { readonly a: Tensor; readonly b: Tensor }) =>
          weight!.multiply(a).sum().add(offset!.multiply(b).sum()),
        optimizer,
        engine,
      })
      let state = initialState({ weight: drawn(7, 8, 6), offset: drawn(8, 6) }, optimizer)
      for (let index = 0; index < 10; index += 1) {
        const batch = { a: drawn(10 + index, 8, 6), b: drawn(20 + index, 6) }
        ;({ state } = await step(state, batch, { learningRate: 0.01 * (1 + (index % 3)) }))
      }
      const parameters = await Promise.all(Object.values(state.parameters).map(numbers))
      const slots = await Promise.all(Object.values(state.optimizer).map(numbers))
      await step.dispose()
      return { parameters: parameters.flat(), slots: slots.flat() }
    }
    const [found, wanted] = [await run(engine), await run(reference)]
    expectClose(found.parameters, wanted.parameters, 1e-6)
    expectClose(found.slots, wanted.slots, 1e-5)
  })
})
