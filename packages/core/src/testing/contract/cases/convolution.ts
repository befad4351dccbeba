import { add, multiply } from '../../../ops/arithmetic'
import { averagePool, maxPool, maxPoolIndices } from '../../../ops/composite/pool'
import {
  type ConvolutionOptions,
  convolve,
  convolveBiased,
  convolveTransposed,
} from '../../../ops/convolution'
import { relu } from '../../../ops/unary'
import { unfold } from '../../../ops/unfold'
import type { WindowOptions } from '../../../ops/window'
import { type Case, type CasesOf, normal, type Operand, twoSizes, whole } from '../case'

type Sizes = Operand['shape']

const convolution = (name: string, x: Sizes, filter: Sizes, options: ConvolutionOptions = {}): Case => ({
  name,
  inputs: [normal(x), normal(filter)],
  run: (input, weights) => convolve(input!, weights!, options),
  scale: 'magnitudes',
  smooth: true,
})

const biased: typeof convolution = (name, x, filter, options) => ({
  ...convolution(name, x, filter),
  inputs: [normal(x), normal(filter), normal([filter[0]!])],
  run: (input, weights, bias) => convolveBiased(input!, weights!, bias!, options),
})

const transposed: typeof convolution = (name, x, filter, options = {}) => ({
  ...convolution(name, x, filter),
  run: (input, weights) => convolveTransposed(input!, weights!, options as never),
})

/** Every way in which a convolution can be laid out; its gradients try the two adjoints. */
const layouts: readonly Case[] = [
  convolution('one axis', [2, 3, 7], [4, 3, 3]),
  convolution('two axes', [2, 3, 6, 5], [4, 3, 3, 2]),
  convolution('a large image', [1, 2, 21, 22], [2, 2, 3, 3], { padding: 1 }),
  convolution('three axes', [1, 2, 4, 3, 4], [3, 2, 2, 2, 3]),
  convolution('a stride', [2, 2, 8, 7], [3, 2, 3, 3], { stride: 2 }),
  convolution('strides that leave elements over', [1, 2, 8, 10], [2, 2, 3, 2], { stride: [3, 4] }),
  convolution('padding', [1, 2, 5, 5], [3, 2, 3, 3], { padding: 1 }),
  convolution('uneven padding', [1, 2, 4, 5], [3, 2, 3, 2], {
    padding: [
      [0, 2],
      [1, 0],
    ],
  }),
  convolution('more padding than the kernel reaches', [1, 1, 4], [2, 1, 2], { padding: 3 }),
  convolution("padding 'same', a stride", [1, 2, 7, 6], [2, 2, 3, 2], { padding: 'same', stride: 2 }),
  convolution('dilation', [1, 2, 9, 8], [3, 2, 3, 2], { dilation: [2, 3] }),
  convolution('dilation, stride and padding', [2, 2, 11], [2, 2, 3], { dilation: 2, stride: 3, padding: 2 }),
  convolution('groups', [2, 4, 5, 5], [6, 2, 3, 3], { groups: 2, padding: 1 }),
  convolution('depthwise, a stride', [2, 3, 7, 7], [6, 1, 3, 3], { groups: 3, stride: 2, padding: 1 }),
  convolution('depthwise, no stride', [2, 3, 5, 4], [3, 1, 3, 2], { groups: 3, padding: 1 }),
  convolution('a large kernel, few outputs', [3, 2, 9, 8], [4, 2, 5, 5], { padding: 2 }),
  convolution('a large kernel, few outputs, a stride', [2, 2, 11, 12], [3, 2, 5, 6], {
    stride: 2,
    padding: 2,
  }),
  convolution('depthwise, no stride, holes', [2, 3, 9, 8], [3, 1, 3, 3], {
    groups: 3,
    dilation: 2,
    padding: 1,
  }),
  convolution('depthwise, elements left over', [2, 2, 6], [4, 1, 3], { groups: 2, stride: 4 }),
  convolution('a kernel of one element', [2, 3, 4, 4], [5, 3, 1, 1]),
  convolution('a filter larger than the image', [3, 6, 3, 3], [8, 6, 3, 3], { padding: 1 }),
  convolution('a larger filter, a stride, dilation', [2, 5, 5, 6], [9, 5, 3, 2], { stride: 2, dilation: 2 }),
  convolution('a batch of small images', [9, 3, 4, 5], [4, 3, 3, 2], { padding: 1 }),
  convolution('a batch of small images, a stride, elements left over', [8, 2, 7, 6], [3, 2, 3, 2], {
    stride: [3, 2],
    padding: [
      [1, 0],
      [0, 2],
    ],
  }),
  convolution('depthwise, a batch of small images', [9, 3, 4, 5], [3, 1, 3, 2], { groups: 3, padding: 1 }),
  convolution(
    'depthwise, a batch of small images, a stride, elements left over',
    [8, 2, 8, 7],
    [2, 1, 3, 3],
    {
      groups: 2,
      stride: [2, 3],
      dilation: [2, 1],
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
  ),
  convolution('a batch of small images, dilation', [8, 2, 9], [3, 2, 3], { dilation: 3, padding: 2 }),
  convolution('a batch of small images, three axes', [8, 1, 3, 2, 3], [2, 1, 2, 2, 2]),
  convolution('a batch of small images, a kernel of one element', [10, 3, 2, 2], [5, 3, 1, 1]),
  convolution('a larger filter of one element', [2, 16, 2, 3], [20, 16, 1, 1]),
  {
    ...convolution('a larger filter, symbolic batch', ['batch', 7, 4], [9, 7, 2], { padding: [[0, 1]] }),
    sizes: twoSizes,
  },
  convolution('an empty batch', [0, 2, 5, 5], [3, 2, 3, 3]),
  {
    ...convolution('symbolic batch', ['batch', 2, 6, 6], [3, 2, 3, 3], { stride: 2, padding: 1 }),
    sizes: twoSizes,
  },
  {
    ...convolution('symbolic length', ['batch', 2, 'length'], [3, 2, 2], { padding: 1 }),
    sizes: twoSizes,
  },
  {
    ...convolution('symbolic length, a stride', ['batch', 2, 'length'], [3, 2, 2], {
      padding: 1,
      stride: 2,
    }),
    sizes: twoSizes,
  },
]

const pooling = (
  run: typeof maxPool,
  name: string,
  x: Sizes,
  kernel: readonly number[],
  options: WindowOptions = {},
): Case => ({ name, inputs: [normal(x)], run: (input) => run(input!, kernel, options) })

const pools = (run: typeof maxPool): readonly Case[] => [
  pooling(run, 'two by two', [2, 3, 6, 4], [2, 2]),
  pooling(run, 'elements left over', [1, 2, 5, 7], [2, 3]),
  pooling(run, 'overlapping, one place along an axis', [2, 2, 3, 7], [3, 3], { stride: 2 }),
  pooling(run, 'overlapping, padded', [2, 2, 7, 7], [3, 3], { stride: 2, padding: 1 }),
  pooling(run, 'one axis', [2, 2, 9], [3], { stride: 1 }),
  pooling(run, 'three axes', [1, 2, 4, 4, 2], [2, 2, 2]),
  pooling(run, 'an empty batch', [0, 2, 4, 4], [2, 2]),
  { ...pooling(run, 'symbolic batch', ['batch', 2, 4, 4], [2, 2]), sizes: twoSizes },
  {
    ...pooling(run, 'symbolic length', ['batch', 2, 'length'], [2], { stride: 2 }),
    sizes: twoSizes,
  },
]

type Windowed =
  | 'maxPoolIndices'
  | 'unpool'
  | 'convolve'
  | 'convolveInput'
  | 'convolveBiased'
  | 'convolveFilter'
  | 'unfold'
  | 'fold'
  | 'maxPool'
  | 'averagePool'

export const windowed: CasesOf<Windowed> = {
  convolve: layouts,
  convolveInput: [
    transposed('one axis', [2, 3, 5], [3, 4, 3]),
    transposed('a stride', [2, 3, 4, 3], [3, 2, 3, 2], { stride: 2 }),
    transposed('a stride and padding', [1, 2, 4, 4], [2, 3, 3, 3], { stride: 2, padding: 1 }),
    transposed('a batch of small images, a stride and padding', [8, 3, 3, 4], [3, 2, 3, 3], {
      stride: 2,
      padding: 1,
    }),
    transposed('groups', [1, 4, 3, 3], [4, 2, 2, 2], { groups: 2 }),
    transposed('dilation', [1, 2, 5], [2, 3, 3], { dilation: 2 }),
    {
      ...transposed('elements added at the end', [1, 2, 4], [2, 3, 3]),
      run: (x, w) => convolveTransposed(x!, w!, { stride: 2, outputPadding: 1 }),
    },
    { ...transposed('symbolic', ['batch', 2, 'length'], [2, 3, 3], { stride: 2 }), sizes: twoSizes },
  ],
  convolveBiased: [
    biased('two axes', [2, 3, 6, 5], [4, 3, 3, 2]),
    biased('one axis, groups, a stride', [2, 4, 9], [6, 2, 3], { groups: 2, stride: 2, padding: 1 }),
    biased('a batch of small images', [9, 3, 4, 5], [4, 3, 3, 2], { padding: 1 }),
    biased('depthwise, a batch of small images', [9, 3, 4, 5], [3, 1, 3, 2], { groups: 3, padding: 1 }),
    biased('an empty batch', [0, 2, 5, 5], [3, 2, 3, 3]),
    { ...biased('symbolic', ['batch', 2, 'length'], [3, 2, 2]), sizes: twoSizes },
  ],
  convolveFilter: [
    {
      ...convolution('its own gradients', [2, 2, 5, 5], [3, 2, 3, 3], { padding: 1 }),
      run: (x, w) => convolve(x!, multiply(w!, w!), { padding: 1 }),
    },
    {
      ...convolution('of a sum of two', [2, 2, 6], [2, 2, 3]),
      run: (x, w) => add(convolve(x!, w!), convolve(multiply(x!, x!), w!)),
    },
    {
      ...convolution('symbolic', ['batch', 2, 6, 6], [2, 1, 3, 3], { groups: 2 }),
      sizes: twoSizes,
    },
  ],
  unfold: [
    { name: 'two axes', inputs: [normal([2, 2, 4, 5])], run: (x) => unfold(x!, [2, 3]), smooth: true },
    {
      name: 'padding, stride and dilation',
      inputs: [normal([1, 2, 7, 6])],
      run: (x) => unfold(x!, [2, 2], { padding: 1, stride: 2, dilation: [1, 2] }),
    },
    { name: 'int32', inputs: [whole([1, 1, 6], 0, 9, 'int32')], run: (x) => unfold(x!, [3]) },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 2, 'length'])],
      sizes: twoSizes,
      run: (x) => unfold(x!, [2], { padding: 1 }),
    },
  ],
  fold: [
    {
      name: 'weighted windows',
      inputs: [normal([2, 2, 6, 6])],
      run: (x) => multiply(unfold(x!, [2, 2], { stride: 2 }), unfold(x!, [2, 2], { stride: 2 })),
      smooth: true,
    },
    {
      name: 'overlapping windows',
      inputs: [normal([1, 2, 5, 5])],
      run: (x) => multiply(unfold(x!, [3, 2]), unfold(x!, [3, 2])),
      smooth: true,
      scale: 'magnitudes',
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 2, 'length'])],
      sizes: twoSizes,
      run: (x) => multiply(unfold(x!, [2]), unfold(x!, [2])),
      scale: 'magnitudes',
    },
  ],
  maxPool: [
    ...pools(maxPool),
    {
      name: 'after relu, ties at 0 among them',
      inputs: [whole([2, 3, 6, 6], -2, 2)],
      run: (x) => maxPool(relu(x!), [2, 2]),
      kinks: true,
    },
    {
      name: 'ties, the first of the window',
      inputs: [whole([1, 2, 6, 6], 0, 1)],
      run: (x) => maxPool(x!, [3, 3], { stride: 1, padding: 1 }),
      kinks: true,
    },
  ],
  maxPoolIndices: [
    ...[{ kernel: [2, 2] }, { kernel: [2, 3], padding: 1 }, { kernel: [2, 2], stride: 3 }].map(
      ({ kernel, ...options }): Case => ({
        name: JSON.stringify({ kernel, ...options }),
        inputs: [whole([2, 3, 7, 8], 0, 3)],
        run: (x) => maxPoolIndices(x!, kernel, options),
        kinks: true,
      }),
    ),
    {
      name: 'one axis',
      inputs: [normal([2, 2, 9])],
      run: (x) => maxPoolIndices(x!, [3]),
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 2, 4, 6])],
      sizes: twoSizes,
      run: (x) => maxPoolIndices(x!, [2, 2]),
    },
  ],
  unpool: [
    {
      name: 'by the gradient of pooling, twice',
      inputs: [normal([2, 2, 6, 6])],
      run: (x) => maxPool(multiply(x!, x!), [2, 2]),
      smooth: true,
    },
    {
      name: 'with gaps and elements left over',
      inputs: [normal([1, 2, 8, 9])],
      run: (x) => maxPool(x!, [2, 2], { stride: 3 }),
    },
    {
      name: 'symbolic',
      inputs: [normal(['batch', 2, 'length'])],
      sizes: twoSizes,
      run: (x) => maxPool(x!, [2]),
    },
  ],
  averagePool: [
    ...pools(averagePool),
    {
      name: 'padding that does not count',
      inputs: [normal([2, 2, 5, 5])],
      run: (x) => averagePool(x!, [3, 3], { stride: 2, padding: 1, countPadding: false }),
    },
  ],
}
