import { fromBinary } from '@bufbuild/protobuf'
import {
  add,
  compile,
  type Engine,
  fromTypedArray,
  gather,
  gelu,
  inference,
  layerNorm,
  logSoftmax,
  matmul,
  scaledDotProductAttention,
  softmax,
  sumOfSquares,
  type Tensor,
  tensor,
} from '@graftjs/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onnxEngine } from '../engine/onnx-engine'
import { ModelProtoSchema } from '../model/generated/onnx_pb'
import { exportOnnx } from './export-onnx'
import { type ModelOutput, runOnnxModel } from './run-model'

const numbers = (count: number, from: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(from + 1.7 * i))

/** A small transformer layer that meets every composite: ids `[batch, length]` to `[batch, length, 4]` and more. */
const parameters = {
  'words.weight': fromTypedArray(numbers(7 * 4, 1), [7, 4]),
  'norm.weight': tensor([1, 2, 0.5, 1]),
  'norm.bias': tensor([0, 0.1, 0, -0.2]),
  'inner.weight': fromTypedArray(numbers(4 * 4, 2), [4, 4]),
}
const forward = ({ ids }: Readonly<Record<string, Tensor>>) => {
  const words = gather(parameters['words.weight'], ids!)
  const mixed = scaledDotProductAttention([words, words, words], { dropout: 0, context: inference() })
  const normed = layerNorm(mixed, parameters['norm.weight'], parameters['norm.bias'])
  const inner = gelu(matmul(normed, parameters['inner.weight'], { transposeB: true }))
  return {
    scores: softmax(add(inner, words), -1),
    logScores: logSoftmax(inner, -1),
    energy: sumOfSquares(inner),
  }
}

describe('exportOnnx', () => {
  let engine: Engine
  let model: Uint8Array
  beforeAll(async () => {
    engine = await onnxEngine()
    const ids = { dtype: 'int32', shape: ['batch', 'length'] } as const
    model = await exportOnnx({ forward, inputs: { ids }, parameters, metadata: { labels: 'ham,späm' } })
  })
  afterAll(() => engine.close())

  it.each([
    [1, 1],
    [2, 3],
    [3, 8],
  ])('computes what the engine computes, for %s texts of %s', async (batch, length) => {
    const data = Int32Array.from({ length: batch * length }, (_, i) => (3 * i) % 7)
    const shape = [batch, length, 4]
    const outputs: Record<string, ModelOutput> = {
      scores: { dtype: 'float32', shape },
      logScores: { dtype: 'float32', shape },
      energy: { dtype: 'float32', shape: [] },
    }
    const results = await runOnnxModel(
      model,
      { ids: { dtype: 'int32', shape: [batch, length], data } },
      outputs,
    )
    const run = compile((ids: Tensor) => forward({ ids }), { engine })
    const expected = await run(fromTypedArray(data, [batch, length]))
    for (const [name, value] of Object.entries(expected)) {
      const wanted = await value.data()
      expect(results[name]!.shape).toEqual(outputs[name]!.shape)
      results[name]!.data.forEach((number, i) => {
        expect(Number(number)).toBeCloseTo(Number(wanted[i]), 5)
      })
    }
  })

  it('writes standard operators, the names that were given, open sizes and the metadata', () => {
    const { graph, metadataProps } = fromBinary(ModelProtoSchema, model)
    expect(graph!.node.filter(({ domain }) => domain !== '')).toEqual([])
    expect(graph!.input.map(({ name }) => name)).toEqual(['ids'])
    expect(graph!.output.map(({ name }) => name)).toEqual(['scores', 'logScores', 'energy'])
    const { value } = graph!.input[0]!.type!
    const dims = value.case === 'tensorType' ? value.value.shape!.dim.map((dim) => dim.value.value) : []
    expect(dims).toEqual(['batch', 'length'])
    expect(graph!.initializer.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(parameters)),
    )
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([['labels', 'ham,späm']])
  })

  it('gives a tensor without a name a number, and leaves out an input that is not used', async () => {
    const x = { dtype: 'float32', shape: [2] } as const
    const bytes = await exportOnnx({
      inputs: { x, unused: x },
      forward: (inputs) => ({ y: add(inputs['x']!, tensor([1, 2])) }),
    })
    const { graph } = fromBinary(ModelProtoSchema, bytes)
    expect(graph!.input.map(({ name }) => name)).toEqual(['x'])
    expect(graph!.initializer.map(({ name }) => name)).toEqual(['stored_0'])
  })

  it('may return an input, or one value twice', async () => {
    const x = { dtype: 'float32', shape: ['n'] } as const
    const bytes = await exportOnnx({
      inputs: { x },
      forward: (inputs) => {
        const twice = add(inputs['x']!, inputs['x']!)
        return { same: inputs['x']!, twice, again: twice }
      },
    })
    const shape = [3]
    const output = { dtype: 'float32', shape } as const
    const results = await runOnnxModel(
      bytes,
      { x: { dtype: 'float32', shape, data: Float32Array.of(1, 2, 3) } },
      { same: output, twice: output, again: output },
    )
    const values = Object.entries(results).map(([name, { data }]) => [name, [...data]])
    expect(Object.fromEntries(values)).toEqual({ same: [1, 2, 3], twice: [2, 4, 6], again: [2, 4, 6] })
  })

  it('refuses names that stand for two things', async () => {
    const x = { dtype: 'float32', shape: [2] } as const
    const clash = exportOnnx({ inputs: { x }, forward: (inputs) => ({ x: add(inputs['x']!, 1) }) })
    await expect(clash).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/"x".*name of its own/),
    })
  })
})

describe('runOnnxModel', () => {
  it('refuses what is no model, and says which input or output was not given', async () => {
    await expect(runOnnxModel(Uint8Array.of(1, 2, 3), {}, {})).rejects.toMatchObject({
      code: 'engine-failure',
    })
    const x = { dtype: 'float32', shape: [1] } as const
    const bytes = await exportOnnx({ inputs: { x }, forward: (inputs) => ({ y: add(inputs['x']!, 1) }) })
    await expect(runOnnxModel(bytes, {}, { y: x })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/input "x"/),
    })
    const data = Float32Array.of(1)
    await expect(runOnnxModel(bytes, { x: { ...x, data } }, {})).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/output "y"/),
    })
  })
})
