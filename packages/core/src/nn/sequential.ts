import { GraftError } from '@graftjs/base'
import { add } from '../ops/arithmetic'
import { describeValue } from '../tensor/describe-value'
import { isTensor, type Tensor } from '../tensor/tensor'
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
    for (const [place, layer] of layers.entries()) assertLayer(`Sequential, layer ${place}`, layer)
    Object.assign(this, layers)
  }

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    let state = x
    for (let place = 0; ; place++) {
      const layer = this[place]
      if (!layer) return state
      state = pass(`Sequential, layer ${place}`, layer, state, context)
    }
  }
}

/** `x + layer(x)`; the parameters are named `layer.…`. */
export class Residual extends Module {
  constructor(readonly layer: Layer) {
    super()
    assertLayer('Residual', layer)
  }

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    return add(x, pass('Residual', this.layer, x, context))
  }
}

function assertLayer(where: string, layer: unknown): void {
  if (typeof layer === 'function' || (typeof layer === 'object' && layer !== null && 'forward' in layer))
    return
  throw new GraftError('invalid-option', {
    what: `${where} is ${describeValue(layer)}, neither a module with a forward nor a function.`,
    fix: 'Pass layers such as new Linear(4, 2), or functions such as relu.',
  })
}

function pass(where: string, layer: Layer, x: Tensor, context: ForwardContext): Tensor {
  const result: unknown = typeof layer === 'function' ? layer(x, context) : layer.forward(x, context)
  if (isTensor(result)) return result
  const name = typeof layer === 'function' ? layer.name || 'a function' : layer.constructor.name
  throw new GraftError('invalid-option', {
    what: `${where}: ${name} returned no tensor.`,
    fix: 'Write a module whose forward takes what it needs of the result, for example its outputs.',
  })
}
