import { GraftError } from '@graftjs/base'
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
 * Runtime in any language. Weights are stored inside, so the limit is protobuf's 2 GiB. An input that `forward`
 * does not use is not in the file.
 *
 * Errors: `invalid-option` where an output has the name of an input or of a stored tensor; `invalid-data` beyond
 * 2 GiB.
 */
export async function exportOnnx({
  forward,
  inputs,
  parameters = {},
  metadata = {},
}: ExportOptions): Promise<Uint8Array> {
  const { graph, inputNames, captured, outputNames } = traceGraph(forward, inputs)
  const names = new Map(Object.entries(parameters).map(([name, tensor]) => [tensor, name]))
  checkNames([
    ...Object.keys(inputs),
    ...captured.flatMap((tensor) => names.get(tensor) ?? []),
    ...outputNames,
  ])
  const store = new Map<Tensor, { name: string; data: ArrayBufferView }>()
  for (const [index, tensor] of captured.entries()) {
    if (!isConcrete(tensor.shape))
      throw new TypeError(`a stored tensor has the shape ${formatShape(tensor.shape)}`)
    const name = names.get(tensor) ?? `stored_${index}`
    store.set(graph.inputs[inputNames.length + index]!, { name, data: await tensor.data() })
  }
  return encodeModel({ ...lower(graph, { portable: true, inputNames, outputNames, store }), metadata })
}

/** In an ONNX graph a name stands for one value. */
function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return
  throw new GraftError('invalid-option', {
    what: `Two of the inputs, parameters and outputs are called ${JSON.stringify(twice)}.`,
    where: 'exportOnnx',
    fix: 'Give each a name of its own.',
  })
}
