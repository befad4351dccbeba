import { GraftError } from '@graftjs/base'
import {
  type Graph,
  type IndexOutside,
  indexOutside,
  type Node,
  numbersOf,
  type TypedArray,
} from '@graftjs/core'

/** The operations that look things up by indices, by the node of ONNX that fails for them. */
const operations: Readonly<Record<string, readonly string[]>> = {
  Gather: ['gather'],
  GatherElements: ['takeAlong'],
  ScatterElements: ['scatterAdd', 'scatterAddAlong'],
}

/** ONNX Runtime's own words for it. */
const failure =
  /running (?<type>\w+) node\..*(?:out of data bounds, idx=(?<index>-?\d+) .*,(?<last>-?\d+)\]|Out of range)/s

/**
 * What ONNX Runtime refused, in the words of Graft, where that was an index outside its axis; else the error as it is.
 * Where the indices are an input of the graph, they are read to name the place, too.
 *
 * @param read the elements of an input.
 */
export async function withIndexNamed(
  error: unknown,
  { inputs, nodes }: Graph,
  read: (input: number) => Promise<TypedArray>,
): Promise<unknown> {
  const groups = GraftError.isInstance(error) ? failure.exec(error.message)?.groups : undefined
  const names = operations[groups?.['type'] ?? '']
  if (!groups || !names) return error
  const calls = nodes.filter(({ op }) => names.includes(op.name))
  for (const call of calls) {
    const input = inputs.indexOf(indicesOf(call))
    const found = input >= 0 ? outsideIn(call, await read(input)) : undefined
    if (found) return indexOutside(found, { cause: error })
  }
  const told = toldOf(groups, calls, names[0]!)
  return told ? indexOutside(told, { cause: error }) : error
}

const isScatter = ({ op }: Node): boolean => op.name.startsWith('scatter')

const indicesOf = (call: Node) => call.inputs[isScatter(call) ? 0 : 1]!

/** The elements of the axis that is looked into; undefined where they are not known before a run. */
function sizeOf(call: Node): number | undefined {
  const axis = Number(call.attributes['axis'])
  const size = isScatter(call) ? call.outputs[0]!.shape[axis] : call.inputs[0]!.shape[axis]
  return typeof size === 'number' ? size : undefined
}

/** The first index that ONNX Runtime refuses; it takes negative ones as counted from the end. */
function outsideIn(call: Node, elements: TypedArray): IndexOutside | undefined {
  const size = sizeOf(call)
  const { dtype, shape } = indicesOf(call)
  const indices = numbersOf(elements, dtype)
  if (size === undefined) return undefined
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position]!
    if (index < size && index >= -size) continue
    return { operation: call.op.name, size, index, place: placeOf(position, shape.map(Number)) }
  }
  return undefined
}

function placeOf(position: number, shape: readonly number[]): number[] {
  const place: number[] = []
  let rest = position
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return place
}

/** What the message tells of indices that are computed in the graph. */
function toldOf(
  { index, last }: Readonly<Record<string, string | undefined>>,
  calls: readonly Node[],
  fallback: string,
): IndexOutside | undefined {
  const operation = calls[0]?.op.name ?? fallback
  if (index !== undefined && last !== undefined)
    return { operation, size: Number(last) + 1, index: Number(index) }
  const sizes = new Set(calls.map(sizeOf))
  const [size] = sizes
  return sizes.size === 1 && size !== undefined ? { operation, size } : undefined
}
