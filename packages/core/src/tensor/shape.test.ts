import { GraftError } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { add } from '../ops/arithmetic'
import { broadcastTo, sum } from '../ops/broadcast'
import { layerNorm } from '../ops/composite/layer-norm'
import { gather, scatterAdd } from '../ops/indexing'
import { concat, pad, slice, transpose } from '../ops/layout'
import { matmul } from '../ops/matmul'
import { argMax, max } from '../ops/reduction'
import { reshape } from '../ops/reshape'
import { exp } from '../ops/unary'
import { zeros } from './create'
import { multiplyDimensions, symbol } from './dimension'
import { broadcastShapes, formatShape, normalizeAxes, resolveReshape } from './shape'
import { Tensor } from './tensor'

const placeholder = (...shape: Tensor['shape']) =>
  new Tensor(shape, 'float32', { kind: 'placeholder', name: 'x' })
const batch = symbol('batch')
const length = symbol('length')

/** Calls that must fail, and what their message must contain beside the line of this file. */
const refused: readonly (readonly [call: () => unknown, ...parts: string[]])[] = [
  [() => add(zeros([2, 3]), zeros([4])), 'add', '[2, 3]', '[4]', '3 and 4'],
  [() => add(placeholder(batch), zeros([3])), 'add', '[batch]', '[3]'],
  [() => add(placeholder(batch), placeholder(length)), 'add', '[batch]', '[length]'],
  [() => matmul(zeros([2, 3]), zeros([4, 5])), 'matmul', '[2, 3]', '[4, 5]', '3 and 4'],
  [() => matmul(zeros([3]), zeros([3, 5])), 'matmul', '[3]', '[3, 5]'],
  [() => matmul(zeros([2, 2, 3]), zeros([3, 3, 2])), 'matmul', '2 and 3'],
  [() => reshape(zeros([2, 3]), [4]), 'reshape', '[2, 3]', '[4]'],
  [() => reshape(zeros([2, 3]), [-1, 4]), 'reshape', '[2, 3]', '[-1, 4]'],
  [() => reshape(zeros([2, 3]), [-1, -1]), 'reshape', '[-1, -1]'],
  [() => reshape(placeholder(batch), [-1, 2]), 'reshape', '[batch]', '[-1, 2]'],
  [() => broadcastTo(zeros([2, 3]), [3]), 'broadcastTo', '[2, 3]', '[3]'],
  [() => broadcastTo(zeros([2]), [3]), 'broadcastTo', '[2]', '[3]'],
  [() => sum(zeros([2, 3]), { axes: 2 }), 'sum', '[2, 3]', 'axis 2'],
  [() => max(zeros([2, 0])), 'max', '[2, 0]', 'empty'],
  [() => argMax(zeros([2, 0])), 'argMax', '[2, 0]', 'empty'],
  [() => transpose(zeros([2, 3]), [0, 0]), 'transpose', '[2, 3]', '[0,0]'],
  [() => transpose(zeros([2])), 'transpose', '[2]'],
  [() => slice(zeros([4]), 0, 2, 6), 'slice', '[4]', '2 to 6'],
  [() => slice(zeros([4]), 0, 3, 1), 'slice', '[4]', '3 to 1'],
  [() => pad(zeros([2, 3]), [1], [1]), 'pad', '[2, 3]'],
  [() => concat([zeros([2, 3]), zeros([2, 4])]), 'concat', '[2, 3]', '[2, 4]'],
  [() => gather(zeros([2]), zeros([1], 'int32'), 1), 'gather', '[2]', 'axis 1'],
  [() => scatterAdd(zeros([3], 'int32'), zeros([2, 4]), 0, 5), 'scatterAdd', '[3]', '[2, 4]'],
  [() => layerNorm(zeros([2, 3]), zeros([2]), zeros([3])), 'layerNorm', '[2, 3]', '[2]'],
]

function failure(call: () => unknown): GraftError {
  try {
    call()
  } catch (error) {
    if (GraftError.isInstance(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('operations whose operands do not fit', () => {
  it.each(refused.map(([call, ...parts]) => ({ call, parts, op: parts[0]! })))(
    '$op names the operation, the shapes and the line: $parts',
    ({ call, parts }) => {
      const { code, message } = failure(call)
      expect(code).toBe('shape-mismatch')
      for (const part of parts) expect(message).toContain(part)
      expect(message).toMatch(/shape\.test\.ts:\d+:\d+/)
    },
  )

  it('name both dtypes and the line', () => {
    const { code, message } = failure(() => add(zeros([2]), zeros([2], 'int32')))
    expect(code).toBe('dtype-mismatch')
    expect(message).toMatch(/add: .*float32 and int32.*shape\.test\.ts:\d+:\d+/)
    expect(failure(() => exp(zeros([2], 'int32'))).message).toMatch(/exp .*int32.*shape\.test\.ts/)
  })

  it('name the very line of the call', () => {
    const line = Number(/shape\.test\.ts:(\d+)/.exec(new Error().stack!)![1])
    const { message } = failure(() => add(zeros([2]), zeros([3])))
    expect(message).toContain(`shape.test.ts:${line + 1}:`)
  })
})

describe('shapes', () => {
  it('broadcast as in NumPy, and a symbol never as 1', () => {
    const text = (a: Tensor['shape'], b: Tensor['shape']) => formatShape(broadcastShapes('add', a, b))
    expect(text([3, 1], [1, 4])).toBe('[3, 4]')
    expect(text([], [2])).toBe('[2]')
    expect(text([0, 1], [4])).toBe('[0, 4]')
    expect(text([batch, 1], [length])).toBe('[batch, length]')
    expect(text([batch, 3], [batch, 1])).toBe('[batch, 3]')
  })

  it('work out one open size, also of symbols', () => {
    const heads = [batch, length, 12, 32] as const
    expect(formatShape(resolveReshape([batch, length, 384], [batch, -1, 12, 32]))).toBe(
      '[batch, length, 12, 32]',
    )
    expect(resolveReshape(heads, [batch, length, -1])[2]).toBe(384)
    expect(formatShape(resolveReshape(heads, [-1, 32]))).toBe('[12*batch*length, 32]')
    expect(formatShape(resolveReshape([multiplyDimensions(batch, 4)], [-1, 2]))).toBe('[2*batch, 2]')
    expect(resolveReshape([0, 3], [-1, 3])).toEqual([0, 3])
  })

  it('take axes from both ends, once, in order', () => {
    expect(normalizeAxes('sum', [-1, 0, 2], [4, 5, 6])).toEqual([0, 2])
    expect(normalizeAxes('sum', undefined, [4, 5])).toEqual([0, 1])
    expect(normalizeAxes('sum', [], [4, 5])).toEqual([])
  })
})
