import { gather, oneHot, scatterAdd } from '../../../ops/indexing'
import { type CasesOf, normal, twoSizes, whole } from '../case'

const indices = (shape: readonly (number | string)[], size: number) => whole(shape, 0, size - 1, 'int32')

export const indexing: CasesOf<'gather' | 'scatterAdd'> = {
  gather: [
    { name: 'rows, some twice', inputs: [normal([5, 3]), indices([9], 5)], run: (x, i) => gather(x!, i!) },
    {
      name: 'indices of rank 2',
      inputs: [normal([5, 3]), indices([2, 4], 5)],
      run: (x, i) => gather(x!, i!),
    },
    { name: 'one index', inputs: [normal([5, 3]), indices([], 5)], run: (x, i) => gather(x!, i!) },
    { name: 'a middle axis', inputs: [normal([2, 5, 3]), indices([4], 5)], run: (x, i) => gather(x!, i!, 1) },
    {
      name: 'a middle axis, indices of rank 2',
      inputs: [normal([2, 5, 3]), indices([2, 2], 5)],
      run: (x, i) => gather(x!, i!, 1),
    },
    { name: 'the last axis', inputs: [normal([2, 5]), indices([3], 5)], run: (x, i) => gather(x!, i!, -1) },
    { name: 'no indices', inputs: [normal([5, 3]), indices([0], 5)], run: (x, i) => gather(x!, i!) },
    {
      name: 'negative indices, from the end',
      inputs: [normal([5, 3]), whole([9], -5, 4, 'int32')],
      run: (x, i) => gather(x!, i!),
    },
    {
      name: 'int32',
      inputs: [whole([5, 2], 0, 99, 'int32'), indices([7], 5)],
      run: (x, i) => gather(x!, i!),
    },
    { name: 'one hot', inputs: [indices([2, 3], 4)], run: (i) => oneHot(i!, 4) },
    {
      name: 'symbolic indices',
      inputs: [normal([5, 3]), indices(['batch', 'length'], 5)],
      sizes: twoSizes,
      run: (x, i) => gather(x!, i!),
    },
    {
      name: 'symbolic rows',
      inputs: [normal(['batch', 3]), indices(['length'], 3)],
      sizes: twoSizes,
      run: (x, i) => gather(x!, i!),
    },
  ],
  scatterAdd: [
    {
      name: 'rows, some twice',
      inputs: [indices([9], 5), normal([9, 3])],
      run: (i, u) => scatterAdd(i!, u!, 0, 5),
      scale: 'magnitudes',
    },
    {
      name: 'one index, many times',
      inputs: [whole([40], 1, 1, 'int32'), normal([40, 2])],
      run: (i, u) => scatterAdd(i!, u!, 0, 3),
      scale: 'magnitudes',
    },
    {
      name: 'indices of rank 2',
      inputs: [indices([2, 4], 5), normal([2, 4, 3])],
      run: (i, u) => scatterAdd(i!, u!, 0, 5),
      scale: 'magnitudes',
    },
    { name: 'one index', inputs: [indices([], 5), normal([3])], run: (i, u) => scatterAdd(i!, u!, 0, 5) },
    {
      name: 'negative indices, from the end',
      inputs: [whole([9], -4, 4, 'int32'), normal([9, 3])],
      run: (i, u) => scatterAdd(i!, u!, 0, 5),
      scale: 'magnitudes',
    },
    {
      name: 'a middle axis',
      inputs: [indices([4], 5), normal([2, 4, 3])],
      run: (i, u) => scatterAdd(i!, u!, 1, 5),
      scale: 'magnitudes',
    },
    {
      name: 'the last axis',
      inputs: [indices([6], 5), normal([2, 6])],
      run: (i, u) => scatterAdd(i!, u!, 1, 5),
      scale: 'magnitudes',
    },
    {
      name: 'scalars',
      inputs: [indices([6], 3), normal([6])],
      run: (i, u) => scatterAdd(i!, u!, 0, 3),
      scale: 'magnitudes',
    },
    {
      name: 'no indices',
      inputs: [indices([0], 5), normal([0, 3])],
      run: (i, u) => scatterAdd(i!, u!, 0, 5),
    },
    {
      name: 'symbolic indices',
      inputs: [indices(['batch', 'length'], 5), normal(['batch', 'length', 3])],
      sizes: twoSizes,
      run: (i, u) => scatterAdd(i!, u!, 0, 5),
      scale: 'magnitudes',
    },
    {
      name: 'onto a symbolic axis',
      inputs: [indices([4], 3), normal([4, 'batch']), normal(['batch', 2])],
      sizes: twoSizes,
      run: (i, u, x) => scatterAdd(i!, u!, 0, x!.shape[0]!),
      scale: 'magnitudes',
    },
  ],
}
