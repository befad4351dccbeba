import type { ElementType } from './element-type'

/** A plain description of an ONNX graph: what a lowering writes and `encodeModel` turns into bytes. */
export interface GraphDescription {
  readonly name?: string
  readonly inputs: readonly ValueDescription[]
  readonly outputs: readonly ValueDescription[]
  /** In topological order, as ONNX asks. */
  readonly nodes: readonly NodeDescription[]
  /** Constants stored in the model, by name. */
  readonly initializers?: readonly TensorDescription[]
  /** Constants whose elements are handed over beside the model when it is loaded; see `SessionOptions.constants`. */
  readonly constants?: readonly ValueDescription[]
}

/** A graph's input or output. A dim that is a string is symbolic: equal names mean equal sizes at run time. */
export interface ValueDescription {
  readonly name: string
  readonly elementType: ElementType
  readonly dims: readonly (number | string)[]
}

export interface NodeDescription {
  readonly opType: string
  /** `''`, the default, is ONNX's own set; `com.microsoft` is ONNX Runtime's. */
  readonly domain?: '' | 'com.microsoft'
  readonly name?: string
  /** Names of values; `''` stands for an optional input that is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, Attribute>>
}

/** A dense tensor with its data, little-endian, in row-major order. */
export interface TensorDescription {
  readonly name: string
  readonly elementType: ElementType
  readonly dims: readonly number[]
  /** A typed array or bytes of exactly the tensor's size. Not copied before the model is encoded. */
  readonly data: ArrayBufferView
}

/** An attribute says its own type, because ONNX tells the int 1 from the float 1. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly (number | bigint)[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: TensorDescription }
  | { readonly kind: 'graph'; readonly value: GraphDescription }

/** Short spellings: `attributes: { axis: attribute.int(1), alpha: attribute.float(0.5) }`. */
export const attribute = {
  int: (value: number | bigint): Attribute => ({ kind: 'int', value }),
  float: (value: number): Attribute => ({ kind: 'float', value }),
  string: (value: string): Attribute => ({ kind: 'string', value }),
  ints: (value: readonly (number | bigint)[]): Attribute => ({ kind: 'ints', value }),
  floats: (value: readonly number[]): Attribute => ({ kind: 'floats', value }),
  strings: (value: readonly string[]): Attribute => ({ kind: 'strings', value }),
  tensor: (value: TensorDescription): Attribute => ({ kind: 'tensor', value }),
  graph: (value: GraphDescription): Attribute => ({ kind: 'graph', value }),
}
