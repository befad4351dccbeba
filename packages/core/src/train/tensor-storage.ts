import type { StorageType, StoredTensor, TensorToWrite } from '../io'
import { fromTypedArray } from '../tensor/create'
import type { DType } from '../tensor/dtype'
import { isConcrete } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { readData } from '../transform/evaluate'

/** How a safetensors file calls each dtype. */
const storages: Readonly<Record<DType, StorageType>> = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int32: 'I32',
  int64: 'I64',
  uint8: 'U8',
  uint32: 'U32',
  bool: 'BOOL',
}

const dtypes = new Map(Object.entries(storages).map(([dtype, storage]) => [storage, dtype as DType]))

/** A tensor for a file: the engine's own memory where it can be seen, since no step runs while it is written. */
export const toStorage = (tensor: Tensor): TensorToWrite => ({
  dtype: storages[tensor.dtype],
  shape: isConcrete(tensor.shape) ? tensor.shape : [],
  data: async () => {
    const { source } = tensor
    const view = source.kind === 'stored' ? source.engine.view(source.buffer) : undefined
    return view ?? (await readData(tensor))
  },
})

/** The tensor that `toStorage` wrote; undefined for a type that it never writes. */
export function fromStorage({ dtype, shape, data }: StoredTensor): Tensor | undefined {
  const own = dtypes.get(dtype)
  if (!own || dtype === 'I8' || dtype === 'I16') return undefined
  return fromTypedArray(data, shape, own)
}

/** A tensor of its own with the same elements, in JavaScript's memory. */
export const copyOf = async (tensor: Tensor): Promise<Tensor> =>
  fromTypedArray(await readData(tensor), isConcrete(tensor.shape) ? tensor.shape : [], tensor.dtype)
