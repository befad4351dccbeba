import { GraftError } from '@graftjs/base'
import { stopGradient } from '../ops/cast'
import { equal, where } from '../ops/comparison'
import { gather } from '../ops/indexing'
import { expandDimensions } from '../ops/layout'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { type Initializer, normal } from './initializer'
import { Module, parameter } from './module'

export interface EmbeddingOptions {
  /** Default: normal with deviation 1, as in PyTorch. */
  readonly weight?: Initializer
  /** The id of padding: its vector begins as zeros and gets no gradient. Default: none. */
  readonly paddingIndex?: number
}

/** A learned vector for each of `count` ids: int32 `[…] → […, size]`. */
export class Embedding extends Module {
  readonly weight: Tensor
  private readonly paddingIndex: number | undefined

  constructor(count: number, size: number, { weight = normal(1), paddingIndex }: EmbeddingOptions = {}) {
    super()
    assertOption('Embedding', { count, size }, 'a positive whole number')
    if (
      paddingIndex !== undefined &&
      !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < count)
    ) {
      throw new GraftError('invalid-option', {
        what: `Embedding: the padding index ${paddingIndex} is not one of the ${count} ids.`,
        fix: `Use a whole number from 0 to ${count - 1}.`,
      })
    }
    this.weight = parameter(
      [count, size],
      paddingIndex === undefined ? weight : withZeroRow(weight, paddingIndex),
    )
    this.paddingIndex = paddingIndex
  }

  forward(ids: Tensor): Tensor {
    const vectors = gather(this.weight, ids)
    if (this.paddingIndex === undefined) return vectors
    return where(expandDimensions(equal(ids, this.paddingIndex), -1), stopGradient(vectors), vectors)
  }
}

const withZeroRow =
  (initializer: Initializer, row: number): Initializer =>
  (out, shape, key) => {
    initializer(out, shape, key)
    const size = shape[1]!
    out.fill(0, row * size, (row + 1) * size)
  }
