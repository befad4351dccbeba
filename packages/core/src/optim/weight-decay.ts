import { multiply } from '../ops/arithmetic'
import { describeTransform, type GradientTransform, none } from './gradient-transform'
import { assertOption } from './options'

/**
 * Decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101): each step also takes the share
 * learningRate · `rate` of the parameter away. After the link that descends; `decays` says which parameters.
 */
export function weightDecay(
  rate: number,
  decays?: (parameter: string) => boolean,
): GradientTransform<never, 'keep'> {
  assertOption('weightDecay', { rate }, 'not negative')
  return {
    name: describeTransform('weightDecay', { rate, decays }),
    slots: none,
    scalars: ({ learningRate }) => ({ keep: 1 - learningRate * rate }),
    update: ({ name, parameter, change, scalars }) => ({
      parameter: rate > 0 && (decays?.(name) ?? true) ? multiply(parameter, scalars.keep) : parameter,
      change,
      state: {},
    }),
  }
}
