import { fromBinary, toJson } from '@bufbuild/protobuf'
import { GraftError } from '@graftjs/base'
import { expect, test } from 'vitest'
import { encodeModel, type ModelDescription } from './build'
import fixture from './fixtures/model.json'
import { ModelProtoSchema } from './generated/onnx_pb'
import { attribute, type GraphDescription } from './graph'

const body: GraphDescription = {
  inputs: [
    { name: 'carry', elementType: 'float32', dims: [4] },
    { name: 'x', elementType: 'float32', dims: [4] },
  ],
  outputs: [
    { name: 'next', elementType: 'float32', dims: [4] },
    { name: 'y', elementType: 'float32', dims: [4] },
  ],
  nodes: [
    { opType: 'Add', name: 'add', inputs: ['carry', 'x'], outputs: ['next'] },
    { opType: 'Identity', inputs: ['next'], outputs: ['y'] },
  ],
}

const model: ModelDescription = {
  name: 'training step',
  producer: { name: 'graft', version: '1' },
  metadata: { labels: 'ham,späm' },
  inputs: [
    { name: 'x', elementType: 'float32', dims: ['batch', 3] },
    { name: 'start', elementType: 'float32', dims: [4] },
    { name: 'image', elementType: 'float32', dims: [1, 1, 2, 2] },
  ],
  outputs: [
    { name: 'last', elementType: 'float32', dims: [4] },
    { name: 'total', elementType: 'float32', dims: [4] },
    { name: 'bigger', elementType: 'float32', dims: [1, 1, 'h', 'w'] },
  ],
  nodes: [
    {
      opType: 'Constant',
      name: 'one',
      inputs: [],
      outputs: ['one'],
      attributes: {
        value: attribute.tensor({
          name: 'one',
          elementType: 'int64',
          dims: [],
          data: new BigInt64Array([1n]),
        }),
      },
    },
    {
      opType: 'FusedMatMul',
      domain: 'com.microsoft',
      name: 'product',
      inputs: ['x', 'w'],
      outputs: ['h'],
      attributes: { alpha: attribute.float(0.5), transA: attribute.int(0), transB: attribute.int(1n) },
    },
    {
      opType: 'Gelu',
      name: 'gelu',
      inputs: ['h'],
      outputs: ['a'],
      attributes: { approximate: attribute.string('tanh') },
    },
    {
      opType: 'Scan',
      name: 'scan',
      inputs: ['start', 'a'],
      outputs: ['last', 'all'],
      attributes: { body: attribute.graph(body), num_scan_inputs: attribute.int(1) },
    },
    {
      opType: 'ReduceSum',
      name: 'total',
      inputs: ['all', 'axes'],
      outputs: ['total'],
      attributes: { keepdims: attribute.int(0) },
    },
    {
      opType: 'Resize',
      name: 'resize',
      inputs: ['image', '', 'scales'],
      outputs: ['bigger'],
      attributes: { axes: attribute.ints([-1, 2]), cubic_coeff_a: attribute.float(-0.75) },
    },
  ],
  initializers: [
    {
      name: 'w',
      elementType: 'float32',
      dims: [4, 3],
      data: Float32Array.from({ length: 12 }, (_, index) => index / 8),
    },
    { name: 'axes', elementType: 'int64', dims: [1], data: new BigInt64Array([0n]) },
    { name: 'scales', elementType: 'float32', dims: [2], data: new Float32Array([2, 2]) },
  ],
}

test("an encoded model says the same as ONNX's own Python package", () => {
  const ours = toJson(ModelProtoSchema, fromBinary(ModelProtoSchema, encodeModel(model)))
  const theirs = toJson(ModelProtoSchema, fromBinary(ModelProtoSchema, Buffer.from(fixture.base64, 'base64')))
  expect(withoutDefaults(ours)).toEqual(withoutDefaults(theirs))
})

test('a tensor whose data does not fit its shape is refused by name', () => {
  const weights = { name: 'w', elementType: 'float32' as const, dims: [2, 3], data: new Float32Array(5) }
  expect(() => encodeModel({ inputs: [], outputs: [], nodes: [], initializers: [weights] })).toThrow(
    /takes 24 bytes, but its data has 20.*tensor "w"/,
  )
  try {
    encodeModel({ inputs: [], outputs: [], nodes: [], initializers: [weights] })
  } catch (error) {
    expect(GraftError.isInstance(error) && error.code).toBe('invalid-data')
  }
})

/** Python leaves empty strings out where we write them, and sorts attributes; ONNX reads both alike. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([, item]) => item !== '')
    .map(([key, item]) => [key, withoutDefaults(item)])
  return Object.fromEntries(entries)
}
