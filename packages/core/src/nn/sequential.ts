import { add } from '../ops/arithmetic'
import type { Tensor } from '../tensor/tensor'
import { type ForwardContext, inference } from './forward-context'
import { Module } from './module'

/** What one tensor goes through to become another: a module, or a function such as `relu`. */
export type Layer =
  | (Module & { forward(x: Tensor, context: ForwardContext): Tensor })
  | ((x: Tensor, context: ForwardContext) => Tensor)

/**
 * Layers one after another. Their parameters are named by their place, functions counted: `0.weight`, `3.bias`.
 *
 * ```ts
 * new Sequential(new Flatten(), new Linear(784, 128), relu, new Dropout(0.2), new Linear(128, 10))
 * ```
 */
export class Sequential extends Module {
  readonly [place: number]: Layer

  constructor(...layers: readonly Layer[]) {
    super()
    Object.assign(this, layers)
  }

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    return layersOf(this).reduce(
      (state, layer) => (typeof layer === 'function' ? layer(state, context) : layer.forward(state, context)),
      x,
    )
  }
}

function layersOf(sequential: Sequential): Layer[] {
  const layers: Layer[] = []
  for (let place = 0; ; place++) {
    const layer = sequential[place]
    if (!layer) return layers
    layers.push(layer)
  }
}

/** `x + layer(x)`; the parameters are named `layer.…`. */
export class Residual extends Module {
  constructor(readonly layer: Layer) {
    super()
  }

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    const { layer } = this
    return add(x, typeof layer === 'function' ? layer(x, context) : layer.forward(x, context))
  }
}
