import { TensorProto_DataType as Code } from './generated/onnx_pb'

/** What the elements of a tensor are, by ONNX's names. Memory holds them little-endian and densely packed. */
export type ElementType =
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float64'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint32'
  | 'bool'

interface ElementTypeFacts {
  /** ONNX's number for the type, the same in files and in ONNX Runtime's C API. */
  readonly code: Code
  /** Size of one element in bytes. */
  readonly bytes: number
}

/** The element types that Graft's graphs use. A `bool` is a byte of 0 or 1. */
export const elementTypes: Readonly<Record<ElementType, ElementTypeFacts>> = {
  float32: { code: Code.FLOAT, bytes: 4 },
  float16: { code: Code.FLOAT16, bytes: 2 },
  bfloat16: { code: Code.BFLOAT16, bytes: 2 },
  float64: { code: Code.DOUBLE, bytes: 8 },
  int32: { code: Code.INT32, bytes: 4 },
  int64: { code: Code.INT64, bytes: 8 },
  uint8: { code: Code.UINT8, bytes: 1 },
  uint32: { code: Code.UINT32, bytes: 4 },
  bool: { code: Code.BOOL, bytes: 1 },
}

const names = new Map<number, ElementType>()
for (const name of Object.keys(elementTypes))
  if (isElementType(name)) names.set(elementTypes[name].code, name)

export function isElementType(name: string): name is ElementType {
  return Object.hasOwn(elementTypes, name)
}

/** The element type that ONNX numbers `code`, or undefined where Graft's graphs do not use it. */
export function elementTypeOfCode(code: number): ElementType | undefined {
  return names.get(code)
}

/** Bytes that a dense tensor of this type and shape takes. A scalar's shape is `[]`. */
export function byteLengthOf(elementType: ElementType, shape: readonly number[]): number {
  let size = elementTypes[elementType].bytes
  for (const dim of shape) size *= dim
  return size
}
