import { add, type ForwardContext, multiply, type Tensor } from '@graftjs/core'

/**
 * `x + branch`; in training the branch is left out for a share `rate` of the pictures and scaled up for the others
 * (stochastic depth, Huang et al., arXiv:1603.09382).
 */
export function addBranch(x: Tensor, branch: Tensor, rate: number, context: ForwardContext): Tensor {
  const mask = context.dropoutMask([branch.shape[0]!, ...branch.shape.slice(1).map(() => 1)], rate)
  return add(x, mask ? multiply(branch, mask) : branch)
}

/** Rates that grow from 0 at the first block to `rate` at the last. */
export const growingRates = (rate: number, blocks: number): readonly number[] =>
  Array.from({ length: blocks }, (_, block) => (blocks > 1 ? (rate * block) / (blocks - 1) : 0))
