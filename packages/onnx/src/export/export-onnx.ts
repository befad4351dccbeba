import { formatShape, type InputSpecification, isConcrete, type Tensor, traceGraph } from '@graftjs/core'
import { lower } from '../lowering/lower'
import { encodeModel } from '../model/build'

export interface ExportOptions {
  /** The computation, as a function of named inputs; what it closes over is stored in the file. */
  readonly forward: (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>
  /** Sizes that are text may differ from run to run: `['batch', 'sequence']`. */
  readonly inputs: Readonly<Record<string, InputSpecification>>
  /** Names for the stored tensors; others get a number. */
  readonly parameters?: Readonly<Record<string, Tensor>>
  /** Free text stored with the model. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * The bytes of an `.onnx` file that computes `forward`, in ONNX's standard operators (opset 21), for ONNX
 * Runtime in any language. Weights are stored inside, so the limit is protobuf's 2 GiB.
 */
export async function exportOnnx({
  forward,
  inputs,
  parameters = {},
  metadata = {},
}: ExportOptions): Promise<Uint8Array> {
  const { graph, inputNames, captured, outputNames } = traceGraph(forward, inputs)
  const names = new Map(Object.entries(parameters).map(([name, tensor]) => [tensor, name]))
  const store = new Map<Tensor, { name: string; data: ArrayBufferView }>()
  for (const [index, tensor] of captured.entries()) {
    if (!isConcrete(tensor.shape))
      throw new TypeError(`a stored tensor has the shape ${formatShape(tensor.shape)}`)
    const name = names.get(tensor) ?? `stored_${index}`
    store.set(graph.inputs[inputNames.length + index]!, { name, data: await tensor.data() })
  }
  return encodeModel({ ...lower(graph, { portable: true, inputNames, outputNames, store }), metadata })
}
