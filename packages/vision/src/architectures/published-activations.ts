import { gelu, geluTanh, hardSwish, multiply, relu, relu6, sigmoid, silu, type Tensor } from '@graftjs/core'

/** GELU by a sigmoid, as CLIP has it: x · sigmoid(1.702 x). */
const quickGelu = (x: Tensor): Tensor => multiply(x, sigmoid(multiply(x, 1.702)))

/** The activations that a `config.json` may name. */
export const publishedActivations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  relu,
  relu6,
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  quick_gelu: quickGelu,
  silu,
  swish: silu,
  hard_swish: hardSwish,
}
