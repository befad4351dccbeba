import { GraftError } from '@graftjs/base'
import { add, divide, multiply } from '../ops/arithmetic'
import { greater, minimum, where } from '../ops/comparison'
import { gelu } from '../ops/composite/gelu'
import { expm1, softplus } from '../ops/composite/near-zero'
import { relu6 } from '../ops/composite/relu6'
import { slice } from '../ops/layout'
import { abs, relu, sigmoid, tanh } from '../ops/unary'
import { normalizeAxis, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/** x above 0, else `slope · x`. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor => where(greater(x, 0), x, multiply(x, slope))

/** x above 0, else α (eˣ − 1) (Clevert et al., arXiv:1511.07289). */
export const elu = (x: Tensor, alpha = 1): Tensor =>
  where(greater(x, 0), x, multiply(expm1(minimum(x, 0)), alpha))

const SELU_ALPHA = 1.6732632423543772
const SELU_SCALE = 1.0507009873554805

/** The ELU whose outputs keep mean 0 and variance 1 (Klambauer et al., arXiv:1706.02515). */
export const selu = (x: Tensor): Tensor => multiply(elu(x, SELU_ALPHA), SELU_SCALE)

/** GELU by its tanh approximation, as GPT-2 has it; `gelu` is exact. */
export function geluTanh(x: Tensor): Tensor {
  const inner = multiply(add(x, multiply(multiply(multiply(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI))
  return multiply(multiply(x, 0.5), add(tanh(inner), 1))
}

/** x · sigmoid(x), also called swish. */
export const silu = (x: Tensor): Tensor => multiply(x, sigmoid(x))

/** x · tanh(softplus(x)) (Misra, arXiv:1908.08681). */
export const mish = (x: Tensor): Tensor => multiply(x, tanh(softplus(x)))

/** log sigmoid(x), without overflow. */
export const logSigmoid = (x: Tensor): Tensor => multiply(softplus(multiply(x, -1)), -1)

/** x / (1 + |x|) */
export const softsign = (x: Tensor): Tensor => divide(x, add(abs(x), 1))

/** The sigmoid in three straight pieces: relu6(x + 3) / 6. */
export const hardSigmoid = (x: Tensor): Tensor => divide(relu6(add(x, 3)), 6)

/** x · hardSigmoid(x) (Howard et al., arXiv:1905.02244). */
export const hardSwish = (x: Tensor): Tensor => multiply(x, hardSigmoid(x))

/** The two halves of an axis. */
function halves(op: string, x: Tensor, axis: number): readonly [Tensor, Tensor] {
  const at = normalizeAxis(op, axis, x.shape)
  const size = x.shape[at]!
  if (typeof size !== 'number' || size % 2 !== 0) {
    throw shapeError(op, [x.shape], `axis ${axis} has no two halves.`, 'Give it an even size.')
  }
  return [slice(x, at, 0, size / 2), slice(x, at, size / 2)]
}

/** The first half of an axis, gated by the sigmoid of the second (Dauphin et al., arXiv:1612.08083). */
export function glu(x: Tensor, axis = -1): Tensor {
  const [value, gate] = halves('glu', x, axis)
  return multiply(value, sigmoid(gate))
}

/** The second half of an axis, gated by the SiLU of the first (Shazeer, arXiv:2002.05202), as LLaMA has it. */
export function swiglu(x: Tensor, axis = -1): Tensor {
  const [gate, value] = halves('swiglu', x, axis)
  return multiply(silu(gate), value)
}

/** Activations that a layer can be asked for by name. */
export const activations = {
  relu,
  leakyRelu: (x) => leakyRelu(x),
  relu6,
  elu: (x) => elu(x),
  selu,
  gelu,
  geluTanh,
  silu,
  mish,
  softplus,
  softsign,
  sigmoid,
  logSigmoid,
  hardSigmoid,
  hardSwish,
  tanh,
  linear: (x) => x,
} as const satisfies Record<string, (x: Tensor) => Tensor>

export type ActivationName = keyof typeof activations

/** The activation of that name. */
export function activation(name: ActivationName): (x: Tensor) => Tensor {
  if (Object.hasOwn(activations, name)) return activations[name]
  throw new GraftError('invalid-option', {
    what: `There is no activation called "${String(name)}".`,
    fix: `Use one of ${Object.keys(activations).join(', ')}.`,
  })
}
