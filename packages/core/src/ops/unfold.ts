import { equalShapes, type Shape, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, sameDType } from './apply'
import { type WindowAttributes, type WindowOptions, windowAttributes, windowShape } from './window'

export interface UnfoldAttributes extends WindowAttributes {
  readonly kernel: readonly number[]
  /** What the padding holds. */
  readonly fill: number
}

const taps = (kernel: readonly number[]): number => kernel.reduce((product, size) => product * size, 1)

/** `[batch, channels, …size]` → `[batch, channels, elements of the window, …places]`. */
export const unfoldOp = defineOp<'unfold', UnfoldAttributes>({
  name: 'unfold',
  infer: ([x], { kernel, ...window }) => {
    const places = windowShape('unfold', x!.shape.slice(2), kernel, window)
    return [
      {
        shape: [...x!.shape.slice(0, 2), taps(kernel), ...places],
        dtype: sameDType('unfold', [x!]),
      },
    ]
  },
  gradient: ({ inputs: [x], attributes: { fill: _, ...attributes }, gradient }) => [
    foldBy(gradient, { ...attributes, size: x!.shape.slice(2) }),
  ],
})

export interface FoldAttributes extends WindowAttributes {
  readonly kernel: readonly number[]
  /** The spatial sizes of the result. */
  readonly size: Shape
}

/** `[batch, channels, elements of the window, …places]` → `[batch, channels, …size]`: unfold's adjoint. */
export const foldOp = defineOp<'fold', FoldAttributes>({
  name: 'fold',
  infer: ([windows], { kernel, size, ...window }) => {
    const places = windowShape('fold', size, kernel, window)
    if (!equalShapes(windows!.shape.slice(2), [taps(kernel), ...places])) {
      throw shapeError(
        'fold',
        [windows!.shape, size],
        'the windows of the second are not as many as the first has.',
        'Use the shape that unfold gives for the size.',
      )
    }
    return [{ shape: [...windows!.shape.slice(0, 2), ...size], dtype: windows!.dtype }]
  },
  gradient: ({ attributes: { size: _, ...attributes }, gradient }) => [
    apply(unfoldOp, [gradient], { ...attributes, fill: 0 }),
  ],
})

/** @internal `unfold` with checked attributes. */
export const unfoldBy = (x: Tensor, attributes: UnfoldAttributes): Tensor => apply(unfoldOp, [x], attributes)

const foldBy = (windows: Tensor, attributes: FoldAttributes): Tensor => apply(foldOp, [windows], attributes)

/**
 * The elements that each place of a moving window sees: `[batch, channels, …size]` →
 * `[batch, channels, elements of the window, …places]` (im2col; PyTorch's `unfold` flattens it further).
 */
export function unfold(x: Tensor, kernel: readonly number[], options: WindowOptions = {}): Tensor {
  const window = windowAttributes('unfold', x.shape, kernel, options)
  return apply(unfoldOp, [x], { kernel: [...kernel], ...window, fill: 0 })
}
