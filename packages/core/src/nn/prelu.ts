import { multiply } from '../ops/arithmetic'
import { greater, where } from '../ops/comparison'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { constant } from './initializer'
import { Module, parameter } from './module'
import { perChannel } from './per-channel'
import { assertAxis } from './weights'

/** x above 0, else x times a learned slope: one for all, or one for each channel (axis 1). */
export class PReLU extends Module {
  readonly weight: Tensor

  constructor(
    private readonly channels = 1,
    slope = 0.25,
  ) {
    super()
    assertOption('PReLU', { channels }, 'a positive whole number')
    this.weight = parameter([channels], constant(slope))
  }

  forward(x: Tensor): Tensor {
    if (this.channels > 1) assertAxis('PReLU', x.shape, 1, this.channels)
    const slope = this.channels > 1 ? perChannel(this.weight, x.rank) : this.weight
    return where(greater(x, 0), x, multiply(x, slope))
  }
}
