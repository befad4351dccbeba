import type { Memory, Runtime } from '../runtime/runtime'

/** Freed memory is kept for the next tensor of the same size: touching new pages costs more than the sum itself. */
export class MemoryPool {
  private readonly free = new Map<number, Memory[]>()
  private readonly own = new WeakSet<Memory>()
  private kept = 0

  constructor(
    private readonly runtime: Runtime,
    /** Bytes that may lie idle. */
    private readonly limit = 512 * 2 ** 20,
  ) {}

  take(byteLength: number): Memory {
    const reused = this.free.get(byteLength)?.pop()
    if (reused) {
      this.kept -= byteLength
      return reused
    }
    const memory = this.runtime.allocate(byteLength)
    this.own.add(memory)
    return memory
  }

  give(memory: Memory): void {
    // Memory over the caller's own bytes is not ours to hand out again.
    if (!this.own.has(memory) || this.kept + memory.byteLength > this.limit) {
      this.runtime.free(memory)
      return
    }
    const list = this.free.get(memory.byteLength)
    if (list) list.push(memory)
    else this.free.set(memory.byteLength, [memory])
    this.kept += memory.byteLength
  }
}
