import { type AdamOptions, adam } from './adam'
import { chain } from './chain'
import type { Optimizer } from './gradient-transform'
import { weightDecay } from './weight-decay'

export interface AdamWOptions extends AdamOptions {
  /** Decoupled weight decay. Default 0.01. */
  readonly weightDecay?: number
  /** Which parameters decay. Default: all. */
  readonly decays?: (name: string) => boolean
}

/** Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101), with PyTorch's defaults. */
export const adamw = ({ weightDecay: rate = 0.01, decays, ...options }: AdamWOptions = {}): Optimizer =>
  chain(adam(options), weightDecay(rate, decays))
