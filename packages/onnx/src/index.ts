export { type OnnxEngineOptions, onnxEngine } from './engine/onnx-engine'
export type { Device, StartOptions } from './runtime/start'
