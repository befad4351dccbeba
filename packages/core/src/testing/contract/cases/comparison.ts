import { add } from '../../../ops/arithmetic'
import {
  equal,
  greater,
  greaterEqual,
  isFiniteNumber,
  isNan,
  less,
  lessEqual,
  maximum,
  minimum,
  notEqual,
  where,
} from '../../../ops/comparison'
import { and, not, or, xor } from '../../../ops/logical'
import type { DType } from '../../../tensor/dtype'
import type { Tensor } from '../../../tensor/tensor'
import { bools, type Case, type CasesOf, given, normal, twoSizes, whole } from '../case'

type Pair = (a: Tensor, b: Tensor) => Tensor

/** Comparisons have no gradient; ties are what matters. */
function compared(run: Pair, dtypes: readonly DType[]): readonly Case[] {
  return [
    ...dtypes.map((dtype): Case => {
      const highest = dtype === 'bool' ? 1 : 3
      return {
        name: dtype,
        inputs: [whole([3, 4], 0, highest, dtype), whole([4], 0, highest, dtype)],
        run: (a, b) => run(a!, b!),
      }
    }),
    { name: 'rank 0', inputs: [whole([], 0, 1), whole([], 0, 1)], run: (a, b) => run(a!, b!) },
    { name: 'an empty axis', inputs: [normal([0, 2]), normal([2])], run: (a, b) => run(a!, b!) },
    {
      name: 'symbolic',
      inputs: [whole(['batch', 'length'], -1, 1), whole(['batch', 1], -1, 1)],
      sizes: twoSizes,
      run: (a, b) => run(a!, b!),
    },
  ]
}

/** The larger or the smaller of two operands. */
function picked(run: Pair): readonly Case[] {
  return [
    { name: 'no ties', inputs: [normal([3, 4]), normal([3, 4])], run: (a, b) => run(a!, b!) },
    { name: 'broadcast', inputs: [normal([3, 1]), normal([2, 1, 4])], run: (a, b) => run(a!, b!) },
    { name: 'ties', inputs: [whole([20], 0, 1), whole([20], 0, 1)], run: (a, b) => run(a!, b!), kinks: true },
    {
      name: 'ties, broadcast',
      inputs: [whole([6, 4], 0, 1), whole([4], 0, 1)],
      run: (a, b) => run(a!, b!),
      kinks: true,
    },
    { name: 'rank 0', inputs: [normal([]), normal([])], run: (a, b) => run(a!, b!) },
    {
      name: 'int32',
      inputs: [whole([3, 4], -3, 3, 'int32'), whole([4], -3, 3, 'int32')],
      run: (a, b) => run(a!, b!),
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length']), normal(['length'])],
      sizes: twoSizes,
      run: (a, b) => run(a!, b!),
    },
  ]
}

const unusual = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5]

/** Two conditions. */
function connected(run: Pair): readonly Case[] {
  return [
    { name: 'equal shapes', inputs: [bools([12]), bools([12])], run: (a, b) => run(a!, b!) },
    { name: 'broadcast', inputs: [bools([3, 1]), bools([2, 1, 4])], run: (a, b) => run(a!, b!) },
    { name: 'an empty axis', inputs: [bools([0, 2]), bools([2])], run: (a, b) => run(a!, b!) },
    {
      name: 'symbolic',
      inputs: [bools(['batch', 'length']), bools(['batch', 1])],
      sizes: twoSizes,
      run: (a, b) => run(a!, b!),
    },
  ]
}

type Compared = 'equal' | 'less' | 'greater' | 'lessEqual' | 'greaterEqual'
type Chosen = 'where' | 'maximum' | 'minimum'

export const comparison: CasesOf<Compared | Chosen | 'and' | 'or' | 'not'> = {
  lessEqual: compared(lessEqual, ['float32', 'int32', 'int64']),
  greaterEqual: compared(greaterEqual, ['float32', 'int32', 'int64']),
  and: connected(and),
  or: [...connected(or), ...connected(xor).map((test) => ({ ...test, name: `exclusive, ${test.name}` }))],
  not: [
    { name: 'a matrix', inputs: [bools([3, 4])], run: (x) => not(x!) },
    { name: 'symbolic', inputs: [bools(['batch'])], sizes: twoSizes, run: (x) => not(x!) },
    { name: 'unequal', inputs: [whole([9], 0, 2), whole([9], 0, 2)], run: (a, b) => notEqual(a!, b!) },
    {
      name: 'not a number',
      inputs: [given(unusual)],
      run: (x) => [isNan(x!), isFiniteNumber(x!)],
      kinks: true,
    },
  ],
  equal: compared(equal, ['float32', 'int32', 'int64', 'bool']),
  less: compared(less, ['float32', 'int32', 'int64']),
  greater: [
    ...compared(greater, ['float32', 'int32', 'int64']),
    { name: 'a number', inputs: [normal([9])], run: (x) => greater(x!, 0) },
  ],
  maximum: [...picked(maximum), { name: 'a number', inputs: [normal([9])], run: (x) => maximum(x!, 0.2) }],
  minimum: picked(minimum),
  where: [
    {
      name: 'equal shapes',
      inputs: [bools([3, 4]), normal([3, 4]), normal([3, 4])],
      run: (c, a, b) => where(c!, a!, b!),
    },
    {
      name: 'broadcast',
      inputs: [bools([3, 1]), normal([4]), normal([2, 1, 1])],
      run: (c, a, b) => where(c!, a!, b!),
    },
    {
      name: 'a wider condition',
      inputs: [bools([5, 3]), normal([]), normal([3])],
      run: (c, a, b) => where(c!, a!, b!),
    },
    {
      name: 'numbers',
      inputs: [bools([6]), normal([6])],
      run: (c, x) => [where(c!, x!, -1e9), where(c!, 2, x!)],
    },
    {
      name: 'a computed condition',
      inputs: [normal([8])],
      run: (x) => where(greater(x!, 0), x!, add(x!, x!)),
    },
    {
      name: 'int32',
      inputs: [bools([4]), whole([4], 0, 9, 'int32'), whole([], 0, 9, 'int32')],
      run: (c, a, b) => where(c!, a!, b!),
    },
    {
      name: 'int64',
      inputs: [bools([4]), whole([4], 0, 9, 'int64'), whole([4], 0, 9, 'int64')],
      run: (c, a, b) => where(c!, a!, b!),
    },
    {
      name: 'an empty axis',
      inputs: [bools([0]), normal([0]), normal([])],
      run: (c, a, b) => where(c!, a!, b!),
    },
    {
      name: 'symbolic',
      inputs: [bools(['batch', 1, 'length']), normal(['batch', 2, 'length'])],
      sizes: twoSizes,
      run: (c, x) => where(c!, x!, -100),
    },
  ],
}
