import type { Memory, Runtime } from '../runtime/runtime'
import type { CollectionPressure } from './collection-pressure'

/** Bytes that may lie idle however little is in use. */
const LEAST_IDLE = 32 * 2 ** 20
/** Sizes in a doubling: what is handed out is at most an eighth larger than asked for. */
const SIZES = 8

/**
 * Freed memory is kept for the next tensor of about its size: touching new pages costs more than the sum itself.
 * Sizes are rounded up to eight in a doubling, so that batches of mixed lengths share their memory, and as much may
 * lie idle as is in use, so that a training that is over leaves little behind.
 */
export class MemoryPool {
  /** By size, the size that was last used at the end. */
  private readonly free = new Map<number, Memory[]>()
  private readonly own = new WeakSet<Memory>()
  private idle = 0
  private inUse = 0

  constructor(
    private readonly runtime: Pick<Runtime, 'allocate' | 'free'>,
    private readonly pressure: Pick<CollectionPressure, 'taken' | 'given'>,
  ) {}

  /** Memory of at least so many bytes, with undefined content. */
  take(byteLength: number): Memory {
    const size = roundedUp(byteLength)
    const memory = this.reuse(size) ?? this.runtime.allocate(size)
    this.own.add(memory)
    this.inUse += size
    this.pressure.taken(size)
    return memory
  }

  give(memory: Memory): void {
    // Memory over the caller's own bytes is not ours to hand out again.
    if (!this.own.delete(memory)) {
      this.runtime.free(memory)
      return
    }
    const { byteLength: size } = memory
    this.inUse -= size
    this.pressure.given(size)
    this.idle += size
    const list = this.free.get(size) ?? []
    list.push(memory)
    this.free.delete(size)
    this.free.set(size, list)
    this.trim()
  }

  private reuse(size: number): Memory | undefined {
    const list = this.free.get(size)
    const memory = list?.pop()
    if (!memory) return undefined
    this.idle -= size
    if (list?.length === 0) this.free.delete(size)
    return memory
  }

  private trim(): void {
    const limit = Math.max(LEAST_IDLE, this.inUse)
    for (const [size, list] of this.free) {
      while (this.idle > limit && list.length > 0) {
        this.runtime.free(list.pop()!)
        this.idle -= size
      }
      if (this.idle <= limit) return
      this.free.delete(size)
    }
  }
}

/** The smallest of the sizes 2ⁿ · (8 … 15) / 8 that is enough. */
function roundedUp(byteLength: number): number {
  if (byteLength <= 64) return 64
  const step = 2 ** Math.floor(Math.log2(byteLength)) / SIZES
  return Math.ceil(byteLength / step) * step
}
