import { formatShape, type Node, nodesBehind, type Tensor, type TracedGraph } from '@graftjs/core'

/** What is drawn as one box: an input of the graph, or a call of an operation. */
export interface Box {
  /** Calls are numbered in the order in which they were traced. */
  readonly id: number
  readonly part: 'input' | 'forward' | 'backward'
  readonly title: string
  readonly shape: string
  /** The name of the result that it gives. */
  readonly gives?: string | undefined
  readonly from: readonly Box[]
}

/**
 * The boxes of a traced function whose first result is the loss and whose others are gradients: what the loss needs is
 * forward, what comes on top is backward. Literals, and what the way back takes of the way forward, are written into the
 * calls that take them: `matmul(xᵀ, ·)`, `multiply(·, #6)`.
 */
export function boxesOf({ graph, inputNames, outputNames }: TracedGraph): Box[] {
  const forward = new Set(nodesBehind(graph.outputs.slice(0, 1)))
  const boxes = new Map<Tensor, Box>()
  for (const [index, tensor] of graph.inputs.entries()) {
    boxes.set(tensor, {
      id: 0,
      part: 'input',
      title: inputNames[index]!,
      shape: formatShape(tensor.shape),
      from: [],
    })
  }
  let id = 0
  for (const node of graph.nodes) {
    if (isLiteral(node)) continue
    const [result] = node.outputs
    const part = forward.has(node) ? 'forward' : 'backward'
    const isDrawn = (box: Box): boolean => part === 'forward' || box.part === 'backward'
    const operands = node.inputs.map((input) => boxes.get(input))
    const written = node.inputs.map((input, index) => {
      const box = operands[index]
      if (!box) return literalOf(input)
      if (isDrawn(box)) return '·'
      return box.part === 'input' ? box.title : `#${box.id}`
    })
    boxes.set(result!, {
      id: ++id,
      part,
      title: titleOf(node, written),
      shape: formatShape(result!.shape),
      gives: outputNames[graph.outputs.indexOf(result!)],
      from: [...new Set(operands.flatMap((box) => (box && isDrawn(box) ? box : [])))],
    })
  }
  return [...boxes.values()]
}

const isLiteral = ({ op }: Node): boolean => op.name === 'literal'

const literalOf = ({ source }: Tensor): string =>
  source.kind === 'node' ? String(source.node.attributes['value']) : ''

/** The operation, with its operands where there is something to say of them, such as which matrix is transposed. */
function titleOf({ op, attributes }: Node, operands: readonly string[]): string {
  const marks = ['transposeA', 'transposeB'].map((name) => (attributes[name] === true ? 'ᵀ' : ''))
  const shown = operands.map((operand, index) => operand + (marks[index] ?? ''))
  return shown.some((operand) => operand !== '·') ? `${op.name}(${shown.join(', ')})` : op.name
}
