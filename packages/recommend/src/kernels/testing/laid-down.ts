import type { KernelMemory } from '../kernel-memory'

/** Copies arrays into a memory and returns their addresses. */
export const laidDown =
  (memory: KernelMemory) =>
  (values: Float32Array | Int32Array): number => {
    const copy = values instanceof Int32Array ? memory.ints(values.length) : memory.floats(values.length)
    copy.set(values)
    return copy.byteOffset
  }
