import type { Attributes, OpName, Signature, Tensor } from '@graftjs/core'
import type { GraphDescription } from '../model/graph'
import type { GraphWriter } from './graph-writer'

/** A traced function inside an operation. */
type Body = Attributes<'scan'>['body']

/** One call to lower: names of its operands in the ONNX graph, and what is known of operands and results. */
export interface Call<Name extends OpName> {
  readonly writer: GraphWriter
  readonly inputs: readonly string[]
  readonly operands: readonly Signature[]
  readonly results: readonly Signature[]
  readonly attributes: Attributes<Name>
  /** Writes a body as a graph of its own; `names` has the names of its inputs. */
  readonly writeBody: (body: Body, names: Names) => Pick<GraphDescription, 'nodes' | 'outputs'>
}

/** The names of tensors in an ONNX graph. */
export type Names = Map<Tensor, string>

/** Writes the ONNX nodes of one call and returns the names of its results. */
export type Lowering<Name extends OpName> = (call: Call<Name>) => string | readonly string[]

/** A lowering to the single ONNX operator of that name, whose operands are the same. */
export const direct =
  (opType: string): (({ writer, inputs }: { writer: GraphWriter; inputs: readonly string[] }) => string) =>
  ({ writer, inputs }) =>
    writer.node(opType, inputs)
