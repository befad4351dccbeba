import { add, divide, multiply, subtract } from '../../../ops/arithmetic'
import { broadcastTo, sum } from '../../../ops/broadcast'
import { cast } from '../../../ops/cast'
import { equal, greater, maximum, where } from '../../../ops/comparison'
import { cumulativeSum } from '../../../ops/cumulative'
import { gather } from '../../../ops/indexing'
import { concat, pad, slice, transpose } from '../../../ops/layout'
import { matmul } from '../../../ops/matmul'
import { sort } from '../../../ops/ordering'
import { modulo } from '../../../ops/power'
import { max } from '../../../ops/reduction'
import { exp, tanh } from '../../../ops/unary'
import type { DType } from '../../../tensor/dtype'
import type { Tensor } from '../../../tensor/tensor'
import { type Case, normal, whole } from '../case'

/** Dtypes of 8 and 16 bits and without a sign, through every family of operations. */
const halves: readonly DType[] = ['float16', 'bfloat16']
const integers: readonly DType[] = ['uint8', 'uint32', 'int32', 'int64']

const moved = (x: Tensor): readonly Tensor[] => [
  transpose(x),
  slice(x, 1, 1, 3),
  concat([x, x], 1),
  pad(x, [1, 0], [0, 1]),
  broadcastTo(slice(x, 0, 0, 1), [4, 3]),
]

export const storage: readonly Case[] = [
  ...halves.flatMap((dtype): Case[] => [
    {
      name: `${dtype}: one operation`,
      inputs: [normal([3, 4], 1, dtype), normal([4], 1, dtype)],
      run: (a, b) => [add(a!, b!), multiply(a!, b!), maximum(a!, b!), tanh(a!), greater(a!, b!)],
    },
    {
      name: `${dtype}: sums`,
      inputs: [normal([4, 5], 1, dtype), normal([5, 3], 1, dtype)],
      run: (a, b) => [sum(a!, { axes: 0 }), max(a!, { axes: 1 }), matmul(a!, b!), cumulativeSum(a!)],
      scale: 'magnitudes',
    },
    { name: `${dtype}: moved`, inputs: [normal([3, 3], 1, dtype)], run: (x) => moved(x!) },
    {
      name: `${dtype}: computed in float32`,
      inputs: [normal([3, 4], 1, dtype)],
      run: (x) => cast(exp(cast(x!, 'float32')), dtype),
    },
  ]),
  ...integers.flatMap((dtype): Case[] => [
    {
      name: `${dtype}: arithmetic`,
      inputs: [whole([3, 4], 5, 15, dtype), whole([4], 1, 5, dtype)],
      run: (a, b) => [add(a!, b!), subtract(a!, b!), multiply(a!, b!), divide(a!, b!), modulo(a!, b!)],
    },
    {
      name: `${dtype}: compared and ordered`,
      inputs: [whole([3, 6], 0, 5, dtype), whole([6], 0, 5, dtype)],
      run: (a, b) => [equal(a!, b!), where(greater(a!, b!), a!, b!), sort(a!), sum(a!, { axes: 1 }), max(a!)],
    },
    {
      name: `${dtype}: moved`,
      inputs: [whole([3, 3], 0, 9, dtype), whole([2], 0, 2, 'int32')],
      run: (x, i) => [...moved(x!), gather(x!, i!)],
    },
  ]),
  {
    name: 'uint8: beyond its range the lowest bits stay',
    inputs: [whole([9], 200, 255, 'uint8'), whole([9], 100, 200, 'uint8')],
    run: (a, b) => [add(a!, b!), subtract(b!, a!), multiply(a!, b!)],
  },
]
