import { sum } from '../../../ops/broadcast'
import { argMax, max, mean } from '../../../ops/reduction'
import { type CasesOf, magnitudes, normal, twoSizes, whole } from '../case'

export const reduction: CasesOf<'sum' | 'max' | 'argMax'> = {
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
  max: [
    { name: 'all axes', inputs: [normal([3, 4])], run: (x) => max(x!) },
    { name: 'one axis', inputs: [normal([3, 4])], run: (x) => max(x!, { axes: 0 }) },
    {
      name: 'the last axis, kept',
      inputs: [normal([3, 4])],
      run: (x) => max(x!, { axes: -1, keepDimensions: true }),
    },
    { name: 'several axes', inputs: [normal([2, 3, 4])], run: (x) => max(x!, { axes: [0, 2] }) },
    { name: 'ties', inputs: [whole([6, 5], 0, 2)], run: (x) => max(x!, { axes: 1 }), kinks: true },
    {
      name: 'ties over several axes',
      inputs: [whole([2, 3, 4], 0, 2)],
      run: (x) => max(x!, { axes: [0, 2], keepDimensions: true }),
      kinks: true,
    },
    { name: 'beside an empty axis', inputs: [normal([0, 3])], run: (x) => max(x!, { axes: 1 }) },
    { name: 'int32', inputs: [whole([3, 5], -9, 9, 'int32')], run: (x) => max(x!, { axes: 1 }) },
    { name: 'rank 0', inputs: [normal([])], run: (x) => max(x!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length', 3])],
      sizes: twoSizes,
      run: (x) => [max(x!, { axes: 1 }), max(x!)],
    },
  ],
  argMax: [
    { name: 'the last axis', inputs: [normal([3, 4])], run: (x) => argMax(x!) },
    { name: 'the first axis, kept', inputs: [normal([3, 4])], run: (x) => argMax(x!, 0, true) },
    { name: 'the first of several', inputs: [whole([8, 6], 0, 2)], run: (x) => argMax(x!, 1) },
    { name: 'int32', inputs: [whole([4, 5], -3, 3, 'int32')], run: (x) => argMax(x!, 1) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 4])],
      sizes: twoSizes,
      run: (x) => [argMax(x!, 1), argMax(x!, 0)],
    },
  ],
}
