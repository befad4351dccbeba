import { GraftError } from '@graftjs/base'
import { isBody } from '../graph/body'
import { nodesBehind } from '../graph/graph'
import type { Node } from '../graph/node'
import { recordOrigins } from '../graph/origin'
import { type IndexOutside, indexOutside } from '../ops/index-outside'
import { isTensor } from '../tensor/tensor'
import { leavesOf } from './tree'

/**
 * An engine's error of an index outside its axis, with the line that called the operation. The function is traced
 * once more for that: the lines of all operations are not worth noting while all goes well.
 */
export function withIndexLine(error: unknown, trace: () => unknown): unknown {
  const outside = outsideOf(error)
  if (!outside) return error
  const lines = linesOf(outside, trace)
  return lines.length > 0 ? indexOutside(outside, { line: lines.join(' or '), cause: error }) : error
}

function outsideOf(error: unknown): IndexOutside | undefined {
  if (!GraftError.isInstance(error) || error.code !== 'invalid-data') return undefined
  const { operation, size, index, place } = error.details
  if (typeof operation !== 'string' || typeof size !== 'number') return undefined
  return {
    operation,
    size,
    ...(typeof index === 'number' ? { index } : {}),
    ...(Array.isArray(place) ? { place } : {}),
  }
}

function linesOf({ operation, size }: IndexOutside, trace: () => unknown): string[] {
  try {
    const { result, originOf } = recordOrigins(trace)
    const results = leavesOf(result).flatMap(({ leaf }) => (isTensor(leaf) ? [leaf] : []))
    const calls = withBodies(nodesBehind(results)).filter(
      (node) => node.op.name === operation && mayHave(sizeOf(node), size),
    )
    const lines = calls.map((node) => {
      const origin = originOf(node)
      return (origin.gradientOf ? originOf(origin.gradientOf) : origin).line
    })
    return [...new Set(lines.filter((line) => line !== undefined))]
  } catch {
    return [] // the error to report is the one that made us look
  }
}

const withBodies = (nodes: readonly Node[]): Node[] =>
  nodes.flatMap((node) => {
    const { body } = node.attributes
    return isBody(body) ? [node, ...withBodies(body.nodes)] : [node]
  })

/** The elements of the axis that a call of an indexing operation looks into. */
function sizeOf({ inputs, attributes }: Node): unknown {
  return attributes['size'] ?? inputs[0]?.shape[Number(attributes['axis'])]
}

const mayHave = (dimension: unknown, size: number): boolean =>
  typeof dimension !== 'number' || dimension === size
