import type { Parameters } from '../nn/module'
import { add, multiply } from '../ops/arithmetic'
import type { Tensor } from '../tensor/tensor'

/**
 * The gradients of several batches as one: `total` + `weight` · `gradients`, for every parameter; null stands for no
 * batch yet. With a batch's share of all examples as its weight (a scalar) the result is the gradient of one large
 * batch whose loss is a mean. It sits between the two executables of a step, as one of its own that reuses the
 * total's memory:
 *
 * ```ts
 * const add = compile(accumulate, { donate: [0] })
 * let total = null
 * for (const batch of batches) total = await add(total, (await gradients(parameters, batch)), scalar(1 / batches.length))
 * ```
 */
export const accumulate = (total: Parameters | null, gradients: Parameters, weight: Tensor): Parameters =>
  Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => {
      const share = multiply(gradient, weight)
      return [name, total ? add(total[name]!, share) : share]
    }),
  )
