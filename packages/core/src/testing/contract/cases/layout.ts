import { broadcastTo } from '../../../ops/broadcast'
import { concat, expandDimensions, pad, slice, stack, transpose } from '../../../ops/layout'
import { reshape } from '../../../ops/reshape'
import { bools, type CasesOf, normal, twoSizes, whole } from '../case'

export const layout: CasesOf<'broadcastTo' | 'reshape' | 'transpose' | 'slice' | 'pad' | 'concat'> = {
  broadcastTo: [
    { name: 'a row', inputs: [normal([4])], run: (x) => broadcastTo(x!, [3, 4]), scale: 'magnitudes' },
    {
      name: 'a column',
      inputs: [normal([3, 1])],
      run: (x) => broadcastTo(x!, [2, 3, 4]),
      scale: 'magnitudes',
    },
    { name: 'a scalar', inputs: [normal([])], run: (x) => broadcastTo(x!, [2, 2]), scale: 'magnitudes' },
    { name: 'to nothing', inputs: [normal([1, 2])], run: (x) => broadcastTo(x!, [0, 2]) },
    { name: 'int32', inputs: [whole([2, 1], 0, 9, 'int32')], run: (x) => broadcastTo(x!, [2, 3]) },
    {
      name: 'symbolic',
      inputs: [normal([3]), normal(['batch', 'length'])],
      sizes: twoSizes,
      run: (x, y) => broadcastTo(x!, [...y!.shape, 3]),
      scale: 'magnitudes',
    },
  ],
  reshape: [
    { name: 'a matrix to another', inputs: [normal([3, 4])], run: (x) => reshape(x!, [2, 6]) },
    { name: 'flat', inputs: [normal([2, 3, 2])], run: (x) => reshape(x!, [-1]) },
    { name: 'one size left open', inputs: [normal([2, 3, 4])], run: (x) => reshape(x!, [2, -1, 2]) },
    {
      name: 'to rank 0 and back',
      inputs: [normal([1, 1])],
      run: (x) => [reshape(x!, []), reshape(reshape(x!, []), [1])],
    },
    { name: 'an empty axis', inputs: [normal([0, 4])], run: (x) => reshape(x!, [2, 0]) },
    {
      name: 'a new axis',
      inputs: [normal([2, 3])],
      run: (x) => [expandDimensions(x!, 1), expandDimensions(x!, -1)],
    },
    { name: 'bool', inputs: [bools([2, 3])], run: (x) => reshape(x!, [6]) },
    {
      name: 'symbolic, heads',
      inputs: [normal(['batch', 'length', 6])],
      sizes: twoSizes,
      run: (x) => reshape(x!, [x!.shape[0]!, x!.shape[1]!, 2, 3]),
    },
    {
      name: 'symbolic, flat',
      inputs: [normal(['batch', 'length', 3])],
      sizes: twoSizes,
      run: (x) => reshape(x!, [-1, 3]),
    },
    {
      name: 'symbolic, after a token was added',
      inputs: [normal(['batch', 'length', 4]), normal(['batch', 1, 4])],
      sizes: twoSizes,
      run: (x, token) => {
        const longer = concat([token!, x!], 1)
        return reshape(longer, [longer.shape[0]!, longer.shape[1]!, 2, -1])
      },
    },
    {
      name: 'symbolic, split',
      inputs: [normal(['batch', 'length', 4])],
      sizes: twoSizes,
      run: (x) => reshape(reshape(x!, [-1]), [x!.shape[1]!, -1, 2]),
    },
  ],
  transpose: [
    { name: 'a matrix', inputs: [normal([3, 4])], run: (x) => transpose(x!) },
    { name: 'an order', inputs: [normal([2, 3, 4])], run: (x) => transpose(x!, [2, 0, 1]) },
    { name: 'heads', inputs: [normal([2, 3, 4, 2])], run: (x) => transpose(x!, [0, 2, 1, 3]) },
    { name: 'an empty axis', inputs: [normal([0, 3])], run: (x) => transpose(x!) },
    { name: 'int32', inputs: [whole([2, 3], 0, 9, 'int32')], run: (x) => transpose(x!) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length', 2])],
      sizes: twoSizes,
      run: (x) => transpose(x!, [1, 2, 0]),
    },
  ],
  slice: [
    { name: 'the front', inputs: [normal([5, 3])], run: (x) => slice(x!, 0, 0, 2) },
    { name: 'the middle of the last axis', inputs: [normal([2, 7])], run: (x) => slice(x!, -1, 2, 5) },
    { name: 'from the end', inputs: [normal([6])], run: (x) => [slice(x!, 0, -2), slice(x!, 0, -4, -1)] },
    { name: 'nothing', inputs: [normal([4, 2])], run: (x) => slice(x!, 0, 2, 2) },
    { name: 'twice', inputs: [normal([4, 6])], run: (x) => slice(slice(x!, 0, 1, 3), 1, 2) },
    { name: 'int32', inputs: [whole([5], 0, 9, 'int32')], run: (x) => slice(x!, 0, 1, 4) },
    {
      name: 'symbolic, a fixed axis',
      inputs: [normal(['batch', 'length', 4])],
      sizes: twoSizes,
      run: (x) => slice(x!, 2, 1, 3),
    },
    {
      name: 'symbolic, the first token',
      inputs: [normal(['batch', 'length', 4])],
      sizes: twoSizes,
      run: (x) => slice(x!, 1, 0, 1),
    },
    {
      name: 'symbolic, from the end',
      inputs: [normal(['batch', 3])],
      sizes: twoSizes,
      run: (x) => [slice(x!, 0, -2), slice(x!, 0, 1, -1)],
    },
  ],
  pad: [
    { name: 'both sides', inputs: [normal([2, 3])], run: (x) => pad(x!, [1, 0], [0, 2]) },
    { name: 'a vector', inputs: [normal([3])], run: (x) => pad(x!, [2], [2]) },
    { name: 'nothing to something', inputs: [normal([0, 2])], run: (x) => pad(x!, [1, 0], [1, 0]) },
    { name: 'int32', inputs: [whole([2, 2], 1, 9, 'int32')], run: (x) => pad(x!, [0, 1], [1, 0]) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 'length'])],
      sizes: twoSizes,
      run: (x) => pad(x!, [1, 0], [0, 2]),
    },
    {
      name: 'by a symbolic size',
      inputs: [normal(['batch', 2])],
      sizes: twoSizes,
      run: (x) => pad(x!, [x!.shape[0]!, 0], [0, 1]),
    },
  ],
  concat: [
    { name: 'rows', inputs: [normal([2, 3]), normal([1, 3])], run: (a, b) => concat([a!, b!]) },
    {
      name: 'the last axis, three',
      inputs: [normal([2, 3]), normal([2, 1]), normal([2, 2])],
      run: (a, b, c) => concat([a!, b!, c!], -1),
    },
    { name: 'itself', inputs: [normal([2, 3])], run: (x) => concat([x!, x!], 1) },
    { name: 'one empty piece', inputs: [normal([0, 3]), normal([2, 3])], run: (a, b) => concat([a!, b!]) },
    { name: 'stacked', inputs: [normal([2, 3]), normal([2, 3])], run: (a, b) => stack([a!, b!], 1) },
    {
      name: 'int32',
      inputs: [whole([2], 0, 9, 'int32'), whole([3], 0, 9, 'int32')],
      run: (a, b) => concat([a!, b!]),
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 2]), normal(['length', 2]), normal([1, 2])],
      sizes: twoSizes,
      run: (a, b, c) => concat([a!, b!, c!]),
    },
    {
      name: 'beside a symbolic axis',
      inputs: [normal(['batch', 2]), normal(['batch', 3])],
      sizes: twoSizes,
      run: (a, b) => concat([a!, b!], 1),
    },
  ],
}
