import type { Attributes, OpName, Signature } from '@graftjs/core'
import type { GraphWriter } from './graph-writer'

/** One call to lower: names of its operands in the ONNX graph, and what is known of operands and results. */
export interface Call<Name extends OpName> {
  readonly writer: GraphWriter
  readonly inputs: readonly string[]
  readonly operands: readonly Signature[]
  readonly results: readonly Signature[]
  readonly attributes: Attributes<Name>
}

/** Writes the ONNX nodes of one call and returns the names of its results. */
export type Lowering<Name extends OpName> = (call: Call<Name>) => string | readonly string[]

/** A lowering to the single ONNX operator of that name, whose operands are the same. */
export const direct =
  (opType: string): (({ writer, inputs }: { writer: GraphWriter; inputs: readonly string[] }) => string) =>
  ({ writer, inputs }) =>
    writer.node(opType, inputs)
