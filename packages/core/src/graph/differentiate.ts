import { add } from '../ops/arithmetic'
import { broadcastTo } from '../ops/broadcast'
import { identity } from '../ops/cast'
import { literal } from '../ops/source'
import { describeValue } from '../tensor/describe-value'
import { isFloat } from '../tensor/dtype'
import { mistake } from '../tensor/mistake'
import type { Tensor } from '../tensor/tensor'
import { nodesBehind } from './graph'
import type { Node } from './node'
import { asGradientOf } from './origin'

/**
 * Reverse-mode differentiation: given `seeds`, the gradients of some scalar with respect to `outputs`, the
 * gradients with respect to `inputs`, as new nodes of the same graph (so that they can be differentiated
 * again). Undefined where the outputs do not depend on an input.
 */
export function backward(
  outputs: readonly Tensor[],
  seeds: readonly (Tensor | undefined)[],
  inputs: readonly Tensor[],
): (Tensor | undefined)[] {
  const stop = new Set(inputs)
  const nodes = nodesBehind(outputs, stop)
  const dependent = dependentTensors(nodes, stop)
  const gradients = new Map<Tensor, Tensor>()
  const accumulate = (tensor: Tensor, gradient: Tensor | undefined) => {
    if (!gradient || !dependent.has(tensor)) return
    const earlier = gradients.get(tensor)
    gradients.set(tensor, earlier ? add(earlier, gradient) : gradient)
  }

  outputs.forEach((output, index) => {
    accumulate(output, seeds[index])
  })
  for (const node of nodes.reverse()) {
    if (!node.inputs.some((input) => dependent.has(input))) continue
    const own = node.outputs.map((output) => gradients.get(output))
    if (own.every((gradient) => gradient === undefined)) continue
    asGradientOf(node, () => inputGradients(node, own)).forEach((gradient, index) => {
      accumulate(node.inputs[index]!, gradient)
    })
  }
  return inputs.map((input) => gradients.get(input))
}

/** The inputs, and every tensor that depends on one of them and could carry a gradient. */
function dependentTensors(nodes: readonly Node[], inputs: ReadonlySet<Tensor>): Set<Tensor> {
  const dependent = new Set(inputs)
  for (const node of nodes) {
    if (!node.inputs.some((input) => dependent.has(input))) continue
    for (const output of node.outputs) if (isFloat(output.dtype)) dependent.add(output)
  }
  return dependent
}

function inputGradients(
  node: Node,
  gradients: readonly (Tensor | undefined)[],
): readonly (Tensor | undefined)[] {
  const { op, inputs, outputs, attributes } = node
  if (op.gradient) {
    const gradient = gradients[0] ?? zerosLike(outputs[0]!)
    return op.gradient({ inputs, outputs, attributes, gradient, gradients })
  }
  if (op.compose) {
    // Fresh names: the same tensor may be several of the inputs.
    const named = inputs.map(identity)
    return backward(op.compose(named, attributes), gradients, named)
  }
  return inputs.map(() => undefined)
}

const zerosLike = (tensor: Tensor): Tensor => broadcastTo(literal(0, tensor.dtype), tensor.shape)

/** The gradients of the scalar `loss` with respect to `inputs`; zeros where it does not depend on one. */
export function gradientsOf(loss: Tensor, inputs: readonly Tensor[]): Tensor[] {
  if (loss.rank !== 0) {
    throw mistake('shape-mismatch', {
      what: `A gradient needs a loss that is one number, but this is ${describeValue(loss)}.`,
      fix: 'Return mean(loss) or sum(loss) from the function.',
    })
  }
  if (!isFloat(loss.dtype)) {
    throw mistake('dtype-mismatch', {
      what: `A gradient needs a floating-point loss, but this is ${describeValue(loss)}.`,
      fix: "Whole numbers have no gradient: keep the loss floating-point all the way, without argMax or comparisons; cast('float32') alone does not help.",
    })
  }
  const found = backward([loss], [literal(1, loss.dtype)], inputs)
  return found.map((gradient, index) => gradient ?? zerosLike(inputs[index]!))
}
