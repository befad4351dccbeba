import { type InputSpecification, type Tensor, tanh, traceGraph, valueAndGrad } from '@graftjs/core'

type Layers = { readonly W1: Tensor; readonly b1: Tensor; readonly W2: Tensor; readonly b2: Tensor }

/** The mean squared error of a network of two layers, for rows `x` and targets `y`. */
const loss = ({ W1, b1, W2, b2 }: Layers, x: Tensor, y: Tensor): Tensor => {
  const hidden = tanh(x.matmul(W1).add(b1))
  const error = hidden.matmul(W2).add(b2).subtract(y)
  return error.multiply(error).mean()
}

const float32 = (...shape: number[]): InputSpecification => ({ dtype: 'float32', shape })

/** Four rows of two numbers, three hidden units, one output. */
const inputs = {
  x: float32(4, 2),
  W1: float32(2, 3),
  b1: float32(3),
  W2: float32(3, 1),
  b2: float32(1),
  y: float32(4, 1),
}

/** The graph that the loss and its gradients become: nothing of it is computed. */
export const twoLayers = () =>
  traceGraph(({ x, y, W1, b1, W2, b2 }) => {
    const { value, gradients } = valueAndGrad(loss)({ W1: W1!, b1: b1!, W2: W2!, b2: b2! }, x!, y!)
    const named = Object.entries(gradients).map(([name, gradient]) => [`d${name}`, gradient])
    return { loss: value, ...Object.fromEntries(named) }
  }, inputs)
