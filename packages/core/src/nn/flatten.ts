import { reshape } from '../ops/reshape'
import { shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { Module } from './module'

/** All axes from `from` on as one: `[batch, 28, 28] → [batch, 784]`. */
export class Flatten extends Module {
  constructor(private readonly from = 1) {
    super()
  }

  forward(x: Tensor): Tensor {
    if (!(Number.isInteger(this.from) && this.from >= 0 && this.from < x.rank)) {
      throw shapeError(
        'Flatten',
        [x.shape],
        `there is no axis ${this.from} to flatten from.`,
        `Use an axis from 0 to ${x.rank - 1}.`,
      )
    }
    return reshape(x, [...x.shape.slice(0, this.from), sizeOf(x.shape.slice(this.from))])
  }
}
