import type { Engine } from '@graftjs/core'
import { type OnnxEngineOptions, onnxEngine } from './onnx-engine'

const started = new Map<string, Promise<Engine>>()

/**
 * The engine that the SDKs of one process share: one for each device, started when it is first asked for and
 * kept until the process ends.
 */
export function sharedOnnxEngine(
  options: Pick<OnnxEngineOptions, 'device' | 'threads'> = {},
): Promise<Engine> {
  const key = `${options.device ?? 'auto'} ${options.threads ?? ''}`
  const engine = started.get(key) ?? onnxEngine(options)
  started.set(key, engine)
  engine.catch(() => started.delete(key))
  return engine
}
