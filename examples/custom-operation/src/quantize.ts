import { customGradient, round, type Tensor } from '@graftjs/core'

/**
 * Numbers rounded to the whole multiples of a step, at most `levels` to either side: what is left of them in a few bits.
 *
 * The true gradient of rounding is 0 wherever there is one, and a network would learn nothing through it. This one lets
 * gradients straight through, except where the number was cut off (Bengio et al., arXiv:1308.3432). So a
 * network can be trained that knows how its weights will be stored.
 */
export function quantize(
  x: Tensor,
  { step, levels }: { readonly step: number; readonly levels: number },
): Tensor {
  const rounded = customGradient(
    (numbers) => round(numbers.divide(step)).clamp(-levels, levels).multiply(step),
    ({ inputs: [numbers], gradient }) => {
      const isKept = numbers!.abs().lessEqual((levels + 0.5) * step)
      return [gradient.multiply(isKept.cast('float32'))]
    },
  )
  return rounded(x)
}
