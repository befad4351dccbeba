import type { Tensor } from '../tensor/tensor'

/**
 * Gives the memory of computed tensors back to their engine now, rather than when a garbage collection finds that
 * nothing holds them. Using one of them afterwards throws `use-after-release`.
 */
export function release(tensors: Iterable<Tensor>): void {
  for (const tensor of tensors) {
    const { source } = tensor
    if (source.kind !== 'stored') continue
    tensor.settle({ kind: 'donated' })
    source.engine.release(source.buffer)
  }
}
