import { pairwise } from './arithmetic'
import type { Operands } from './kernel'
import { broadcastPositions } from './positions'

export const comparison = {
  equal: pairwise((a, b) => (a === b ? 1 : 0)),
  less: pairwise((a, b) => (a < b ? 1 : 0)),
  greater: pairwise((a, b) => (a > b ? 1 : 0)),
  lessEqual: pairwise((a, b) => (a <= b ? 1 : 0)),
  greaterEqual: pairwise((a, b) => (a >= b ? 1 : 0)),
  and: pairwise((a, b) => a * b),
  or: pairwise(Math.max),
  not: ({ inputs: [x] }: Operands) => x!.data.map((value) => 1 - value),
  maximum: pairwise(Math.max),
  minimum: pairwise(Math.min),
  where: ({ inputs: [condition, a, b], shape }: Operands): Float64Array => {
    const decides = broadcastPositions(condition!.shape, shape)
    const left = broadcastPositions(a!.shape, shape)
    const right = broadcastPositions(b!.shape, shape)
    return Float64Array.from(decides, (position, i) =>
      condition!.data[position] ? a!.data[left[i]!]! : b!.data[right[i]!]!,
    )
  },
}
