import { mistake } from '../tensor/mistake'
import { assertEngine } from './assert-engine'
import type { Engine } from './engine'

let current: Engine | undefined

/** Sets the engine that `data()` and `compile` use when none is passed, for the whole process. */
export function setDefaultEngine(engine: Engine | undefined): void {
  if (engine !== undefined) assertEngine(engine)
  current = engine
}

export function defaultEngine(): Engine {
  if (current) return current
  throw mistake('device-unavailable', {
    what: 'There is no engine to compute with.',
    fix: "Call setDefaultEngine(await onnxEngine()) from '@graftjs/onnx' once, or pass { engine }.",
  })
}
