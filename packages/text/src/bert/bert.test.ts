import { readFile } from 'node:fs/promises'
import {
  adamw,
  compile,
  crossEntropy,
  type Engine,
  fromTypedArray,
  initialState,
  load,
  openSafetensors,
  type Parameters,
  parametersOf,
  sgd,
  type Tensor,
  tensor,
  trainingStep,
  valueAndGrad,
  withParameters,
} from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BertForSequenceClassification, type BertInputs } from './bert'
import { bertConfig } from './bert-config'

const fixtures = new URL('../../fixtures/', import.meta.url)
const weights = new URL('../../../../models/all-minilm-l6-v2/weights/', import.meta.url)

interface Head {
  weight: number[][]
  bias: number[]
}
interface Logits {
  texts: string[]
  inputIds: number[][]
  attentionMask: number[][]
  tokenTypeIds: number[][]
  heads: Record<string, Head>
  logits: Record<string, number[][]>
}
interface Numbers {
  norm: number
  sum: number
  samples: number[]
}
type Stage = 'gradient' | 'sgd' | 'adamw'
interface Run {
  losses: number[]
  parameters: Record<string, Record<Stage, Numbers>>
}
interface Step extends Omit<Logits, 'logits' | 'heads'> {
  labels: number[]
  head: Head
  indices: Record<string, number[]>
  float32: Run
  float64: Run
}

const readJson = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(name, fixtures), 'utf8')) as T

async function minilm(head: Head): Promise<BertForSequenceClassification> {
  const json = JSON.parse(await readFile(new URL('config.json', weights), 'utf8')) as Record<string, unknown>
  const config = {
    ...bertConfig(json, 'config.json'),
    hiddenDropout: 0,
    attentionDropout: 0,
    classifierDropout: 0,
  }
  const file = await openSafetensors(new URL('model.safetensors', weights).pathname)
  const tensors: Record<string, Tensor> = {
    'classifier.weight': tensor(head.weight),
    'classifier.bias': tensor(head.bias),
  }
  for (const name of file.names) {
    const { shape, data } = await file.float32(name)
    tensors[`bert.${name}`] = fromTypedArray(data, shape)
  }
  const { module, missing, unexpected } = load(
    new BertForSequenceClassification(config, tensors['classifier.bias']!.shape[0] as number),
    tensors,
  )
  expect({ missing, unexpected }).toEqual({ missing: [], unexpected: [] })
  return module
}

/** Square roots of sums of squares of pieces, small enough to be arguments of one call. */
async function gradientChunks(gradient: Tensor): Promise<number[]> {
  const data = (await gradient.data()) as Float32Array
  const norms: number[] = []
  for (let start = 0; start < data.length; start += 4096) {
    norms.push(
      Math.sqrt(data.subarray(start, start + 4096).reduce((total, value) => total + value * value, 0)),
    )
  }
  return norms
}

const inputsOf = (fixture: Pick<Logits, 'inputIds' | 'attentionMask' | 'tokenTypeIds'>): BertInputs => ({
  inputIds: tensor(fixture.inputIds, { dtype: 'int32' }),
  attentionMask: tensor(fixture.attentionMask, { dtype: 'int32' }),
  tokenTypeIds: tensor(fixture.tokenTypeIds, { dtype: 'int32' }),
})

describe('BERT with the weights of all-MiniLM-L6-v2', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it('gives the logits of Python transformers to 1e-4 on twenty texts', async () => {
    const fixture = await readJson<Logits>('bert_logits.json')
    expect(fixture.texts.length).toBeGreaterThanOrEqual(20)
    for (const [labels, head] of Object.entries(fixture.heads)) {
      const model = await minilm(head)
      const forward = compile(
        (module: BertForSequenceClassification, inputs: BertInputs) => module.forward(inputs),
        { engine },
      )
      const logits = (await (await forward(model, inputsOf(fixture))).array()) as number[][]
      const worst = Math.max(
        ...logits.flatMap((row, i) =>
          row.map((value, j) => Math.abs(value - fixture.logits[labels]![i]![j]!)),
        ),
      )
      console.log(`logits of ${labels} labels: largest difference ${worst.toExponential(1)}`)
      expect(worst).toBeLessThan(1e-4)
      await forward.dispose()
    }
  })

  it("takes PyTorch's training step: loss, gradients and updated weights", async () => {
    const fixture = await readJson<Step>('bert_step.json')
    const model = await minilm(fixture.head)
    const batch = { ...inputsOf(fixture), labels: tensor(fixture.labels, { dtype: 'int32' }) }
    const loss = (parameters: Parameters, { labels, ...inputs }: typeof batch) =>
      crossEntropy(withParameters(model, parameters).forward(inputs), labels)

    const copies = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(parametersOf(model)).map(async ([name, parameter]) => [
            name,
            fromTypedArray(await parameter.data(), parameter.shape as number[]),
          ]),
        ),
      ) as Record<string, Tensor>
    const samples = async (tensor: Tensor, name: string) => {
      const data = await tensor.data()
      return fixture.indices[name]!.map((index) => Number(data[index]))
    }
    const largestDifference = async (parameters: Parameters, stage: Stage, skip = /^$/) => {
      let largest = 0
      for (const [name, parameter] of Object.entries(parameters)) {
        if (skip.test(name)) continue
        const { samples: expected } = fixture.float64.parameters[name]![stage]
        const mine = await samples(parameter, name)
        largest = Math.max(largest, ...mine.map((value, i) => Math.abs(value - expected[i]!)))
      }
      return largest
    }

    const differentiate = compile(
      (parameters: Parameters, rows: typeof batch) => valueAndGrad(loss)(parameters, rows),
      { engine },
    )
    const { value, gradients } = await differentiate(await copies(), batch)
    expect(Math.abs((await value.item()) - fixture.float64.losses[0]!)).toBeLessThan(1e-4)
    const worstGradient = await largestDifference(gradients, 'gradient')
    console.log(`gradients: largest difference ${worstGradient.toExponential(1)}`)
    expect(worstGradient).toBeLessThan(1e-4)
    for (const [name, gradient] of Object.entries(gradients)) {
      const { norm } = fixture.float64.parameters[name]!.gradient
      const mine = Math.hypot(...(await gradientChunks(gradient)))
      expect(Math.abs(mine - norm), name).toBeLessThan(1e-4 * norm + 1e-7)
    }

    const descend = trainingStep({ loss, optimizer: sgd(), engine })
    const once = await descend(initialState(await copies(), sgd()), batch, { learningRate: 0.1 })
    const worstSgd = await largestDifference(once.state.parameters, 'sgd')
    console.log(`weights after SGD: largest difference ${worstSgd.toExponential(1)}`)
    expect(worstSgd).toBeLessThan(1e-5)

    const step = trainingStep({ loss, optimizer: adamw(), engine })
    let state = initialState(await copies(), adamw())
    for (const expected of fixture.float64.losses.slice(0, 3)) {
      const result = await step(state, batch, { learningRate: 5e-5 })
      expect(Math.abs(result.loss - expected)).toBeLessThan(1e-4)
      state = result.state
    }
    // The gradient of a key's bias is zero but for rounding, which AdamW turns into full steps.
    const worstAdamW = await largestDifference(state.parameters, 'adamw', /key\.bias$/)
    console.log(`weights after three AdamW steps: largest difference ${worstAdamW.toExponential(1)}`)
    expect(worstAdamW).toBeLessThan(1e-5)
  })
})
