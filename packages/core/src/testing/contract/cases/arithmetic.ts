import { add, divide, multiply, negate, subtract } from '../../../ops/arithmetic'
import { modulo, power } from '../../../ops/power'
import type { Tensor } from '../../../tensor/tensor'
import {
  between,
  type Case,
  type CasesOf,
  given,
  magnitudes,
  normal,
  type Operand,
  twoSizes,
  whole,
} from '../case'

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

type Arithmetic = 'add' | 'subtract' | 'multiply' | 'divide' | 'negate' | 'power' | 'modulo'

export const arithmetic: CasesOf<Arithmetic> = {
  power: [
    {
      name: 'equal shapes',
      inputs: [awayFromZero([3, 4]), normal([3, 4])],
      run: (a, b) => power(a!, b!),
      smooth: true,
    },
    { name: 'broadcast', inputs: [awayFromZero([3, 1]), normal([4])], run: (a, b) => power(a!, b!) },
    { name: 'a square', inputs: [normal([5])], run: (x) => power(x!, 2), smooth: true },
    { name: 'a cube of both signs', inputs: [normal([5])], run: (x) => power(x!, 3), smooth: true },
    { name: 'of a number', inputs: [normal([5])], run: (x) => power(2, x!), smooth: true },
    {
      name: 'zero',
      inputs: [given([0, 0, 0, 2]), given([2, 1, 0, 0])],
      run: (a, b) => power(a!, b!),
      kinks: true,
    },
    { name: 'an empty axis', inputs: [normal([0, 2]), normal([2])], run: (a, b) => power(a!, b!) },
    {
      name: 'symbolic',
      inputs: [awayFromZero(['batch', 'length']), normal(['length'])],
      sizes: twoSizes,
      run: (a, b) => power(a!, b!),
    },
  ],
  modulo: [
    {
      name: 'both signs',
      inputs: [given([-7, -5.5, 5.5, 7, 0.25]), given([3, -2.25, 2.25, -3, 4])],
      run: (a, b) => modulo(a!, b!),
    },
    { name: 'a number', inputs: [between([9], -4, 4)], run: (x) => modulo(x!, 1.5), kinks: true },
    {
      name: 'int32',
      inputs: [whole([3, 5], -9, 9, 'int32'), whole([5], 1, 4, 'int32')],
      run: (a, b) => [modulo(a!, b!), modulo(a!, negate(b!))],
    },
    {
      name: 'symbolic',
      inputs: [between(['batch', 'length'], 0.1, 0.9), between(['batch', 1], 1, 2)],
      sizes: twoSizes,
      run: (a, b) => modulo(a!, b!),
    },
  ],
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
