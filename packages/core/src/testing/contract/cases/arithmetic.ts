import { add, divide, multiply, negate, subtract } from '../../../ops/arithmetic'
import type { Tensor } from '../../../tensor/tensor'
import { between, type Case, type CasesOf, magnitudes, normal, type Operand, twoSizes, whole } from '../case'

/** What every elementwise operation of two operands is tried on. `right` makes the second operand. */
function pairs(
  run: (a: Tensor, b: Tensor) => Tensor,
  right: (shape: Operand['shape']) => Operand = normal,
  smooth = false,
): readonly Case[] {
  const pair = (name: string, a: Operand['shape'], b: Operand['shape']): Case => ({
    name,
    inputs: [normal(a), right(b)],
    run: (x, y) => run(x!, y!),
    smooth,
  })
  return [
    pair('equal shapes', [3, 4], [3, 4]),
    pair('rank 0', [], []),
    pair('a row on a matrix', [3, 4], [4]),
    pair('a column under a row', [3, 1], [1, 4]),
    pair('different ranks', [4], [2, 3, 1]),
    pair('a scalar', [2, 3], []),
    pair('an empty axis', [0, 4], [1, 4]),
    { ...pair('symbolic', ['batch', 'length', 4], ['length', 4]), sizes: twoSizes },
    { ...pair('symbolic, broadcast', ['batch', 4], ['batch', 1]), sizes: twoSizes },
    {
      name: 'int32',
      inputs: [whole([3, 4], -20, 20, 'int32'), whole([4], 1, 6, 'int32')],
      run: (a, b) => run(a!, b!),
    },
    {
      name: 'int64',
      inputs: [whole([3, 4], -20, 20, 'int64'), whole([3, 1], 1, 6, 'int64')],
      run: (a, b) => run(a!, b!),
    },
    {
      name: 'magnitudes',
      inputs: [magnitudes([40], -8, 8), magnitudes([40], -8, 8)],
      run: (a, b) => run(a!, b!),
      kinks: true,
    },
  ]
}

const awayFromZero = (shape: Operand['shape']): Operand => between(shape, 0.5, 2)

export const arithmetic: CasesOf<'add' | 'subtract' | 'multiply' | 'divide' | 'negate'> = {
  add: [
    ...pairs(add),
    { name: 'a number', inputs: [normal([2, 3])], run: (x) => add(x!, 0.1) },
    { name: 'itself', inputs: [normal([2, 3])], run: (x) => add(x!, x!) },
  ],
  subtract: [
    ...pairs(subtract),
    { name: 'from a number', inputs: [normal([3])], run: (x) => subtract(1, x!) },
  ],
  multiply: [
    ...pairs(multiply, normal, true),
    { name: 'itself', inputs: [normal([2, 3])], run: (x) => multiply(x!, x!), smooth: true },
  ],
  divide: [
    ...pairs(divide, awayFromZero, true),
    { name: 'into a number', inputs: [awayFromZero([5])], run: (x) => divide(1, x!), smooth: true },
  ],
  negate: [
    { name: 'matrix', inputs: [normal([3, 4])], run: (x) => negate(x!) },
    { name: 'rank 0', inputs: [normal([])], run: (x) => negate(x!) },
    { name: 'int32', inputs: [whole([5], -9, 9, 'int32')], run: (x) => negate(x!) },
    { name: 'symbolic', inputs: [normal(['batch', 2])], sizes: twoSizes, run: (x) => negate(x!) },
  ],
}
