import { scatterAddAlong, takeAlong } from '../../../ops/along'
import { argSort, sort, topK } from '../../../ops/ordering'
import { type CasesOf, normal, twoSizes, whole } from '../case'

const indices = (shape: readonly (number | string)[], size: number) => whole(shape, 0, size - 1, 'int32')

export const ordering: CasesOf<'topK' | 'takeAlong' | 'scatterAddAlong'> = {
  topK: [
    {
      name: 'the largest three',
      inputs: [normal([4, 7])],
      run: (x) => Object.values(topK(x!, 3)),
    },
    {
      name: 'the smallest along the first axis',
      inputs: [normal([5, 3])],
      run: (x) => Object.values(topK(x!, 2, { axis: 0, largest: false })),
    },
    {
      name: 'a middle axis',
      inputs: [normal([2, 6, 3])],
      run: (x) => Object.values(topK(x!, 4, { axis: 1 })),
    },
    {
      name: 'ties, the first of equals first',
      inputs: [whole([6, 9], 0, 2)],
      run: (x) => Object.values(topK(x!, 5)),
      kinks: true,
    },
    { name: 'none', inputs: [normal([3, 4])], run: (x) => Object.values(topK(x!, 0)) },
    {
      name: 'sorted',
      inputs: [normal([3, 20])],
      run: (x) => [sort(x!), sort(x!, { axis: 0, largest: true })],
    },
    { name: 'order, with ties', inputs: [whole([4, 40], 0, 3)], run: (x) => argSort(x!), kinks: true },
    { name: 'int32', inputs: [whole([3, 8], -9, 9, 'int32')], run: (x) => [sort(x!), topK(x!, 2).indices] },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length'])],
      sizes: twoSizes,
      run: (x) => [sort(x!), topK(x!, 2).values],
    },
  ],
  takeAlong: [
    {
      name: 'the last axis',
      inputs: [normal([3, 5]), indices([3, 4], 5)],
      run: (x, i) => takeAlong(x!, i!),
      scale: 'magnitudes',
    },
    {
      name: 'the first axis',
      inputs: [normal([5, 3]), indices([7, 3], 5)],
      run: (x, i) => takeAlong(x!, i!, 0),
      scale: 'magnitudes',
    },
    {
      name: 'a middle axis',
      inputs: [normal([2, 4, 3]), indices([2, 2, 3], 4)],
      run: (x, i) => takeAlong(x!, i!, 1),
      scale: 'magnitudes',
    },
    { name: 'no indices', inputs: [normal([2, 4]), indices([2, 0], 4)], run: (x, i) => takeAlong(x!, i!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 3]), indices(['batch', 'length'], 3)],
      sizes: twoSizes,
      run: (x, i) => takeAlong(x!, i!),
      scale: 'magnitudes',
    },
  ],
  scatterAddAlong: [
    {
      name: 'the last axis, some twice',
      inputs: [indices([3, 6], 4), normal([3, 6])],
      run: (i, u) => scatterAddAlong(i!, u!, 1, 4),
      scale: 'magnitudes',
    },
    {
      name: 'the first axis',
      inputs: [indices([5, 2], 3), normal([5, 2])],
      run: (i, u) => scatterAddAlong(i!, u!, 0, 3),
      scale: 'magnitudes',
    },
    {
      name: 'symbolic',
      inputs: [indices(['batch', 'length'], 5), normal(['batch', 'length'])],
      sizes: twoSizes,
      run: (i, u) => scatterAddAlong(i!, u!, 1, 5),
      scale: 'magnitudes',
    },
  ],
}
