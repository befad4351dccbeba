import type { DType, Parameters, StorageType, TensorToWrite } from '@graftjs/core'

const storages: Partial<Record<DType, StorageType>> = { float32: 'F32', int64: 'I64' }

/** Named parameters and buffers for `model.safetensors`, each read when its turn comes. */
export function* tensorsToWrite(tensors: Parameters): Iterable<readonly [string, TensorToWrite]> {
  for (const [name, tensor] of Object.entries(tensors)) {
    const dtype = storages[tensor.dtype]
    if (!dtype) throw new TypeError(`${name} is ${tensor.dtype}`)
    yield [name, { dtype, shape: tensor.shape.map(Number), data: () => tensor.data() }]
  }
}
