import { GraftError } from '@graftjs/base'
import { nodesBehind, rebuild, type Tensor } from '@graftjs/core'
import type { ValueDescription } from '../model/graph'
import { dimsOf, type GraphWriter } from './graph-writer'
import type { Call, Names } from './lowering'
import { isKept, loweringOf } from './table'
import { lowerWidened } from './widen'

/**
 * Writes the nodes behind `outputs`, adds their names, and returns the outputs as they stand in the written
 * graph, in which composites that ONNX does not know are written out.
 */
export function writeNodes(
  writer: GraphWriter,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  names: Names,
): Tensor[] {
  const written = rebuild(outputs, { inputs, keep: isKept })
  const writeBody: Call<never>['writeBody'] = (body, known) => {
    const inside = writer.inside()
    const results = writeNodes(inside, body.inputs, body.outputs, known)
    return { outputs: describeOutputs(inside, results, known), nodes: inside.nodes }
  }
  for (const node of nodesBehind(written, new Set(inputs))) {
    const lowering = loweringOf(node.op.name)
    if (!lowering) throw unknownOp(node.op.name)
    const call = {
      writer,
      inputs: node.inputs.map((input) => names.get(input)!),
      operands: node.inputs,
      results: node.outputs,
      attributes: node.attributes as Call<never>['attributes'],
      writeBody,
    }
    for (const [index, name] of lowerWidened(node.op.name, lowering, call).entries()) {
      names.set(node.outputs[index]!, name)
    }
  }
  return written
}

/** Names each output: the result of one of the writer's own nodes, once; anything else is passed on under a new name. */
export function describeOutputs(
  writer: GraphWriter,
  outputs: readonly Tensor[],
  names: Names,
  wantedNames: readonly string[] = [],
): ValueDescription[] {
  const written = new Set(writer.nodes.flatMap((node) => node.outputs))
  const taken = new Set<string>()
  return outputs.map((tensor, index): ValueDescription => {
    const wanted = wantedNames[index]
    let name = names.get(tensor)!
    if (wanted || taken.has(name) || !written.has(name)) {
      const copy = wanted ?? writer.freshName(`output_${index}`)
      writer.nodes.push({ opType: 'Identity', inputs: [name], outputs: [copy] })
      name = copy
    }
    taken.add(name)
    return { name, elementType: tensor.dtype, dims: dimsOf(tensor.shape) }
  })
}

const unknownOp = (name: string): GraftError =>
  new GraftError('unsupported', {
    what: `The ONNX engine has no lowering for the operation "${name}".`,
    fix: 'Give a custom operation a `compose`, or add a lowering to packages/onnx/src/lowering.',
  })
