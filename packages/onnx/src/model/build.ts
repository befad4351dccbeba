import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { GraftError } from '@graftjs/base'
import { byteLengthOf, elementTypes } from './element-type'
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataLocation as DataLocation,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from './generated/onnx_pb'
import type {
  Attribute,
  GraphDescription,
  NodeDescription,
  TensorDescription,
  ValueDescription,
} from './graph'

/**
 * The version of ONNX's operator set that Graft's graphs are written in. Gelu needs 20; ONNX Runtime 1.30 optimises
 * the patterns of a training step alike from 20 to 26; an older version opens in more programs.
 */
const opsetVersion = 21

/** The version of the file format that belongs to that operator set. */
const irVersion = 10

export interface ModelDescription extends GraphDescription {
  /** What made the model; shown by viewers. */
  readonly producer?: { readonly name: string; readonly version: string }
  /** Free text pairs stored with the model, for example labels. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * The bytes of an ONNX model (`.onnx`) of the described graph.
 *
 * Errors: `invalid-data` where a tensor's bytes do not fit its shape, or the model passes protobuf's 2 GiB.
 */
export function encodeModel(model: ModelDescription): Uint8Array {
  const message = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: model.producer?.name ?? 'graft',
    producerVersion: model.producer?.version ?? '',
    opsetImport: [
      { domain: '', version: BigInt(opsetVersion) },
      { domain: 'com.microsoft', version: 1n },
    ],
    graph: graphProto(model, 'graph'),
    metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
  })
  return toBinary(ModelProtoSchema, message)
}

function graphProto(graph: GraphDescription, name: string): MessageInitShape<typeof GraphProtoSchema> {
  return {
    name: graph.name ?? name,
    node: graph.nodes.map(nodeProto),
    input: graph.inputs.map(valueProto),
    output: graph.outputs.map(valueProto),
    initializer: [
      ...(graph.initializers ?? []).map(tensorProto),
      ...(graph.constants ?? []).map(externalProto),
    ],
  }
}

function nodeProto(node: NodeDescription): MessageInitShape<typeof NodeProtoSchema> {
  return {
    opType: node.opType,
    domain: node.domain ?? '',
    name: node.name ?? '',
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => attributeProto(name, value)),
  }
}

function valueProto(value: ValueDescription): MessageInitShape<typeof ValueInfoProtoSchema> {
  return {
    name: value.name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: elementTypes[value.elementType].code,
          shape: {
            dim: value.dims.map((dim) =>
              typeof dim === 'string'
                ? { value: { case: 'dimParam', value: dim } }
                : { value: { case: 'dimValue', value: BigInt(dim) } },
            ),
          },
        },
      },
    },
  }
}

function tensorProto(tensor: TensorDescription): MessageInitShape<typeof TensorProtoSchema> {
  const { name, elementType, dims, data } = tensor
  const needed = byteLengthOf(elementType, dims)
  if (data.byteLength !== needed) {
    throw new GraftError('invalid-data', {
      what: `A ${elementType} tensor of shape [${dims}] takes ${needed} bytes, but its data has ${data.byteLength}.`,
      where: `tensor "${name}"`,
      fix: 'Give exactly the elements of the shape.',
    })
  }
  return {
    name,
    dataType: elementTypes[elementType].code,
    dims: dims.map(BigInt),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }
}

/** A tensor whose elements lie in a "file" of its name, which is given with the model. */
function externalProto({
  name,
  elementType,
  dims,
}: ValueDescription): MessageInitShape<typeof TensorProtoSchema> {
  const sizes = dims.map(Number)
  const entries = { location: name, offset: '0', length: String(byteLengthOf(elementType, sizes)) }
  return {
    name,
    dataType: elementTypes[elementType].code,
    dims: sizes.map(BigInt),
    dataLocation: DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  }
}

function attributeProto(name: string, attribute: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  switch (attribute.kind) {
    case 'int':
      return { name, type: AttributeType.INT, i: BigInt(attribute.value) }
    case 'float':
      return { name, type: AttributeType.FLOAT, f: attribute.value }
    case 'string':
      return { name, type: AttributeType.STRING, s: utf8.encode(attribute.value) }
    case 'ints':
      return { name, type: AttributeType.INTS, ints: attribute.value.map(BigInt) }
    case 'floats':
      return { name, type: AttributeType.FLOATS, floats: [...attribute.value] }
    case 'strings':
      return { name, type: AttributeType.STRINGS, strings: attribute.value.map((text) => utf8.encode(text)) }
    case 'tensor':
      return { name, type: AttributeType.TENSOR, t: tensorProto(attribute.value) }
    case 'graph':
      return { name, type: AttributeType.GRAPH, g: graphProto(attribute.value, name) }
  }
}

const utf8 = new TextEncoder()
