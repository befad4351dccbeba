export { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from '../tensor/half'
export type { StorageArray, StorageArrays, StorageType } from './storage-type'
export { openSafetensors, type StoredTensor, type TensorFile } from './tensor-file'
export {
  safetensorsChunks,
  type TensorsToWrite,
  type TensorToWrite,
  type WriteSafetensorsOptions,
  writeSafetensors,
} from './write-safetensors'
