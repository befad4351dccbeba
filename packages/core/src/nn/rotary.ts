import { GraftError } from '@graftjs/base'
import { add, multiply, negate } from '../ops/arithmetic'
import { concat, slice, stack } from '../ops/layout'
import { reshape } from '../ops/reshape'
import { assertOption } from '../optim/options'
import { fromTypedArray } from '../tensor/create'
import { shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

export interface RotaryOptions {
  /** The slowest angle turns once in about 2π · base places. Default 10000. */
  readonly base?: number
  /** Which two elements turn together: i and i + size / 2 ('halves', as in LLaMA; the default), or neighbours. */
  readonly pairs?: 'halves' | 'neighbours'
  /** How many elements of each head turn, from the first on. Default: all. */
  readonly rotated?: number
  /** The longest sequence, where its length is symbolic. Default 4096. */
  readonly maximumLength?: number
}

/**
 * Rotary positions (Su et al., arXiv:2104.09864): turns pairs of elements of queries or keys `[batch, heads,
 * sequence, size]` by angles that grow with their place, so that scores depend on distances alone.
 */
export function rotary(
  x: Tensor,
  { base = 10000, pairs = 'halves', rotated, maximumLength = 4096 }: RotaryOptions = {},
): Tensor {
  const size = x.shape.at(-1)
  const length = x.shape.at(-2)
  const turning = rotated ?? size
  assertOption('rotary', { base, maximumLength }, 'positive')
  if (
    length === undefined ||
    typeof size !== 'number' ||
    typeof turning !== 'number' ||
    turning % 2 !== 0 ||
    turning > size
  ) {
    throw shapeError(
      'rotary',
      [x.shape],
      `${String(turning)} elements of the last axis cannot turn in pairs.`,
      'Give the input the shape [batch, heads, sequence, size], and rotate an even number of elements.',
    )
  }
  if (pairs !== 'halves' && pairs !== 'neighbours') {
    throw new GraftError('invalid-option', {
      what: `rotary: pairs is ${JSON.stringify(pairs)}.`,
      fix: "Use 'halves' or 'neighbours'.",
    })
  }
  const rows = typeof length === 'number' ? length : maximumLength
  const table = (f: (angle: number) => number) =>
    slice(angles(rows, turning, { base, pairs }, f), 0, 0, length)
  const part = slice(x, -1, 0, turning)
  const other = pairs === 'halves' ? turnedHalves(part) : turnedNeighbours(part)
  const turned = add(multiply(part, table(Math.cos)), multiply(other, table(Math.sin)))
  return turning === size ? turned : concat([turned, slice(x, -1, turning)], -1)
}

/** (a, b) → (−b, a), where a and b are the halves of the last axis. */
function turnedHalves(x: Tensor): Tensor {
  const half = Number(x.shape.at(-1)) / 2
  return concat([negate(slice(x, -1, half)), slice(x, -1, 0, half)], -1)
}

/** (a, b) → (−b, a) for all neighbours a, b. */
function turnedNeighbours(x: Tensor): Tensor {
  const half = Number(x.shape.at(-1)) / 2
  const split = reshape(x, [...x.shape.slice(0, -1), half, 2])
  const column = (index: number) => reshape(slice(split, -1, index, index + 1), split.shape.slice(0, -1))
  return reshape(stack([negate(column(1)), column(0)], -1), x.shape)
}

function angles(
  length: number,
  size: number,
  { base, pairs }: { readonly base: number; readonly pairs: 'halves' | 'neighbours' },
  f: (angle: number) => number,
): Tensor {
  const table = new Float32Array(length * size)
  const half = size / 2
  for (let place = 0; place < length; place++) {
    for (let i = 0; i < size; i++) {
      const pair = pairs === 'halves' ? i % half : Math.floor(i / 2)
      table[place * size + i] = f(place * base ** ((-2 * pair) / size))
    }
  }
  return fromTypedArray(table, [length, size])
}
