import { elementCount, isConcrete } from '@graftjs/core'
import { attribute } from '../model/graph'
import { reshapeTo } from './layout'
import type { Call } from './lowering'

/** Elements of a kernel, of which no more may be there than outputs. */
const LARGE_KERNEL = 25

/**
 * The gradient of a filter as a convolution: each image of each sample with its gradients as the filters, whose dilation is
 * the stride and the other way round, and then the sum over the batch. For filters that see every channel alone, and for
 * large ones with few outputs, whose windows cost more to put together than to multiply: 0.8 against 1.5 ms for LeNet's two
 * layers of 5 × 5 and a batch of 128, 2.8 against 11.5 for AlexNet's of 11 × 11 (32 × 96²); but 3.8 or 4.3 for 32 outputs
 * of 5 × 5. Undefined for others.
 */
export function filterByConvolution({
  writer,
  inputs,
  operands,
  results,
  attributes,
}: Call<'convolveFilter'>): string | undefined {
  const [x, result] = operands.map(({ shape }) => shape)
  const { strides, dilations, low, kernel, groups } = attributes
  if (!isConcrete(x!) || !isConcrete(result!) || x[0] === 0) return undefined
  const [batch, channels, ...size] = x as [number, number, ...number[]]
  const [, outputs, ...places] = result as [number, number, ...number[]]
  const taps = elementCount(kernel)
  const isAlone = groups > 1 && channels === groups
  const isLarge = groups === 1 && taps >= LARGE_KERNEL && outputs <= taps
  if (!isAlone && !isLarge) return undefined
  const ends = size.map((length, axis) => {
    const reach = strides[axis]! * (places[axis]! - 1) + dilations[axis]! * (kernel[axis]! - 1) + 1
    return reach - length - low[axis]!
  })
  // What no window reaches would have to be cut off.
  if (ends.some((end) => end < 0)) return undefined
  // Images side by side, each of which has filters of its own, and images that share them.
  const [shared, apart] = isAlone ? [1, batch * channels] : [channels, batch]
  const exchange = (name: string, rank: number): string =>
    shared === 1
      ? name
      : writer.node('Transpose', [name], {
          attributes: { perm: attribute.ints([1, 0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2)]) },
        })
  const images = reshapeTo(writer, exchange(inputs[0]!, x.length), [shared, apart, ...size])
  const filters = reshapeTo(writer, inputs[1]!, [batch * outputs, 1, ...places])
  const products = writer.node('Conv', [images, filters], {
    attributes: {
      strides: attribute.ints(dilations),
      dilations: attribute.ints(strides),
      pads: attribute.ints([...low, ...ends]),
      group: attribute.int(apart),
    },
  })
  const bySample = reshapeTo(writer, products, [shared, batch, outputs, taps])
  const sum = writer.node('ReduceSum', [bySample, writer.integers([1])], {
    attributes: { keepdims: attribute.int(0) },
  })
  return reshapeTo(writer, exchange(sum, 3), results[0]!.shape)
}
