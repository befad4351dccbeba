import { attribute, type ValueDescription } from '../model/graph'
import { dimsOf } from './graph-writer'
import type { Lowering, Names } from './lowering'

/** ONNX's Scan. What the body closes over is read from the graph around it. */
export const scan: Lowering<'scan'> = ({ writer, writeBody, inputs, operands, results, attributes }) => {
  const { body, carries, slices, length, reverse } = attributes
  const names: Names = new Map()
  const parameters: ValueDescription[] = []
  for (const [index, tensor] of body.inputs.entries()) {
    if (index >= carries + slices) {
      names.set(tensor, inputs[index]!)
      continue
    }
    const name = writer.freshName('argument')
    names.set(tensor, name)
    parameters.push({ name, elementType: operands[index]!.dtype, dims: dimsOf(tensor.shape) })
  }
  const inner = writeBody(body, names)
  const cut = inputs.slice(0, carries + slices)
  // ONNX counts its steps by something that it cuts.
  if (slices === 0) {
    parameters.push({ name: writer.freshName('argument'), elementType: 'float32', dims: [] })
    cut.push(writer.node('Expand', [writer.scalar('float32', 0), writer.size(length)]))
  }
  const cuts = cut.length - carries
  const direction = (count: number) => attribute.ints(Array.from({ length: count }, () => Number(reverse)))
  return writer.nodeWithResults('Scan', cut, results.length, {
    attributes: {
      body: attribute.graph({ name: 'body', inputs: parameters, ...inner }),
      num_scan_inputs: attribute.int(cuts),
      scan_input_directions: direction(cuts),
      scan_output_directions: direction(results.length - carries),
    },
  })
}
