import { sum } from '../../../ops/broadcast'
import { cumulativeSum } from '../../../ops/cumulative'
import type { ReduceOptions } from '../../../ops/reduce-options'
import { argMax, argMin, max, mean, min, product } from '../../../ops/reduction'
import type { Tensor } from '../../../tensor/tensor'
import { between, type Case, type CasesOf, given, magnitudes, normal, twoSizes, whole } from '../case'

type Reduce = (x: Tensor, options?: ReduceOptions) => Tensor
type Position = (x: Tensor, axis?: number, keepDimensions?: boolean) => Tensor

function extremes(run: Reduce): readonly Case[] {
  return [
    { name: 'all axes', inputs: [normal([3, 4])], run: (x) => run(x!) },
    { name: 'one axis', inputs: [normal([3, 4])], run: (x) => run(x!, { axes: 0 }) },
    {
      name: 'the last axis, kept',
      inputs: [normal([3, 4])],
      run: (x) => run(x!, { axes: -1, keepDimensions: true }),
    },
    { name: 'several axes', inputs: [normal([2, 3, 4])], run: (x) => run(x!, { axes: [0, 2] }) },
    { name: 'ties', inputs: [whole([6, 5], 0, 2)], run: (x) => run(x!, { axes: 1 }), kinks: true },
    {
      name: 'ties over several axes',
      inputs: [whole([2, 3, 4], 0, 2)],
      run: (x) => run(x!, { axes: [0, 2], keepDimensions: true }),
      kinks: true,
    },
    { name: 'beside an empty axis', inputs: [normal([0, 3])], run: (x) => run(x!, { axes: 1 }) },
    { name: 'int32', inputs: [whole([3, 5], -9, 9, 'int32')], run: (x) => run(x!, { axes: 1 }) },
    { name: 'rank 0', inputs: [normal([])], run: (x) => run(x!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length', 3])],
      sizes: twoSizes,
      run: (x) => [run(x!, { axes: 1 }), run(x!)],
    },
  ]
}

function positions(run: Position): readonly Case[] {
  return [
    { name: 'the last axis', inputs: [normal([3, 4])], run: (x) => run(x!) },
    { name: 'the first axis, kept', inputs: [normal([3, 4])], run: (x) => run(x!, 0, true) },
    { name: 'the first of several', inputs: [whole([8, 6], 0, 2)], run: (x) => run(x!, 1) },
    { name: 'int32', inputs: [whole([4, 5], -3, 3, 'int32')], run: (x) => run(x!, 1) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 4])],
      sizes: twoSizes,
      run: (x) => [run(x!, 1), run(x!, 0)],
    },
  ]
}

type Folded = 'sum' | 'product' | 'cumulativeSum' | 'max' | 'min'

export const reduction: CasesOf<Folded | 'argMax' | 'argMin'> = {
  sum: [
    { name: 'all axes', inputs: [normal([3, 4])], run: (x) => sum(x!), scale: 'magnitudes' },
    { name: 'one axis', inputs: [normal([3, 4])], run: (x) => sum(x!, { axes: 0 }), scale: 'magnitudes' },
    {
      name: 'the last axis, kept',
      inputs: [normal([3, 4])],
      run: (x) => sum(x!, { axes: -1, keepDimensions: true }),
      scale: 'magnitudes',
    },
    {
      name: 'several axes',
      inputs: [normal([2, 3, 4, 2])],
      run: (x) => sum(x!, { axes: [0, -2] }),
      scale: 'magnitudes',
    },
    {
      name: 'several axes, kept',
      inputs: [normal([2, 3, 4])],
      run: (x) => sum(x!, { axes: [2, 1], keepDimensions: true }),
      scale: 'magnitudes',
    },
    { name: 'rank 0', inputs: [normal([])], run: (x) => sum(x!) },
    { name: 'an empty axis', inputs: [normal([0, 3])], run: (x) => [sum(x!, { axes: 0 }), sum(x!)] },
    { name: 'beside an empty axis', inputs: [normal([0, 3])], run: (x) => sum(x!, { axes: 1 }) },
    { name: 'int32', inputs: [whole([3, 5], -9, 9, 'int32')], run: (x) => sum(x!, { axes: 1 }) },
    {
      name: 'magnitudes',
      inputs: [magnitudes([2, 300], -4, 4)],
      run: (x) => sum(x!, { axes: 1 }),
      scale: 'magnitudes',
      kinks: true,
    },
    {
      name: 'mean',
      inputs: [normal([4, 5])],
      run: (x) => [mean(x!), mean(x!, { axes: 0, keepDimensions: true })],
      scale: 'magnitudes',
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length', 3])],
      sizes: twoSizes,
      run: (x) => [sum(x!, { axes: 1 }), sum(x!, { axes: [0, 2], keepDimensions: true })],
      scale: 'magnitudes',
    },
  ],
  product: [
    { name: 'all axes', inputs: [between([2, 3], 0.5, 1.5)], run: (x) => product(x!), smooth: true },
    { name: 'one axis', inputs: [normal([3, 4])], run: (x) => product(x!, { axes: 0 }), smooth: true },
    {
      name: 'two axes of three, kept',
      inputs: [normal([2, 3, 2])],
      run: (x) => product(x!, { axes: [0, 2], keepDimensions: true }),
      smooth: true,
    },
    {
      name: 'zeros',
      inputs: [given([2, 0, 3, 0, 0, 5, 1, 2, 3], [3, 3])],
      run: (x) => product(x!, { axes: 1 }),
      kinks: true,
    },
    { name: 'an empty axis', inputs: [normal([0, 3])], run: (x) => product(x!, { axes: 0 }) },
    { name: 'int32', inputs: [whole([3, 4], -3, 3, 'int32')], run: (x) => product(x!, { axes: 1 }) },
    {
      name: 'symbolic',
      inputs: [between(['batch', 'length'], 0.5, 1.5)],
      sizes: twoSizes,
      run: (x) => product(x!, { axes: 1 }),
    },
  ],
  cumulativeSum: [
    { name: 'the last axis', inputs: [normal([3, 5])], run: (x) => cumulativeSum(x!), smooth: true },
    { name: 'the first axis', inputs: [normal([4, 2])], run: (x) => cumulativeSum(x!, 0) },
    { name: 'reverse', inputs: [normal([2, 4])], run: (x) => cumulativeSum(x!, 1, { reverse: true }) },
    { name: 'exclusive', inputs: [normal([2, 4])], run: (x) => cumulativeSum(x!, 1, { exclusive: true }) },
    {
      name: 'both',
      inputs: [normal([2, 4])],
      run: (x) => cumulativeSum(x!, 1, { exclusive: true, reverse: true }),
    },
    { name: 'an empty axis', inputs: [normal([2, 0])], run: (x) => cumulativeSum(x!) },
    { name: 'int32', inputs: [whole([2, 6], -9, 9, 'int32')], run: (x) => cumulativeSum(x!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length', 2])],
      sizes: twoSizes,
      run: (x) => cumulativeSum(x!, 1),
      scale: 'magnitudes',
    },
  ],
  max: extremes(max),
  min: extremes(min),
  argMax: positions(argMax),
  argMin: positions(argMin),
}
