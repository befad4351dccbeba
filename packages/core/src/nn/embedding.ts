import { gather } from '../ops/indexing'
import type { Tensor } from '../tensor/tensor'
import { type Initializer, normal } from './initializer'
import { Module, parameter } from './module'

/** A learned vector for each of `count` ids: int32 `[…] → […, size]`. */
export class Embedding extends Module {
  readonly weight: Tensor

  constructor(count: number, size: number, initializer: Initializer = normal(1)) {
    super()
    this.weight = parameter([count, size], initializer)
  }

  forward(ids: Tensor): Tensor {
    return gather(this.weight, ids)
  }
}
