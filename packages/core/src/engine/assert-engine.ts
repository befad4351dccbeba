import { describeValue } from '../tensor/describe-value'
import { mistake } from '../tensor/mistake'

/** Throws for what is no engine: a promise of one, its name, the function that makes it. */
export function assertEngine(engine: unknown): void {
  if (typeof engine === 'object' && engine !== null && 'compile' in engine && 'upload' in engine) return
  throw mistake('invalid-option', {
    what: `The engine is ${describeValue(engine)}.`,
    fix: "Start one and wait for it: const engine = await onnxEngine(), from '@graftjs/onnx'.",
  })
}
