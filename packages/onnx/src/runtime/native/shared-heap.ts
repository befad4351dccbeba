import koffi from 'koffi'
import { sharedMemory, type WasmMemory } from '../web-assembly'

/** 4 GiB, all that 32-bit addresses reach. It is address space only: pages count when they are touched. */
const MAX_PAGES = 65_536
const PAGE = 65_536
/** The memory grows by at least this. */
const GROWTH = 256 * PAGE
const ALIGNMENT = 64

interface Extent {
  readonly start: number
  readonly end: number
}

/** A part of the heap; `give` takes it back. */
export interface Block {
  /** Bytes from the start of the memory, a multiple of 64. */
  readonly offset: number
  readonly byteLength: number
  /** Where it lies in the process. */
  readonly address: bigint
  /** The bytes, zeroed. */
  readonly bytes: Uint8Array
}

/**
 * One shared WebAssembly memory out of which tensors are allocated, so that kernels of our own work on the very
 * bytes that ONNX Runtime reads. Blocks never move: the engine reserves the address space of the maximum at once.
 */
export class SharedHeap {
  /** Sorted by place; no two touch. */
  private readonly free: Extent[] = []
  /** What lies past this was never handed out, and so is zero. */
  private used = 0
  private address: bigint | undefined

  private constructor(readonly memory: WasmMemory) {}

  /** Undefined where the platform lacks shared WebAssembly memory or the address space for it. */
  static open(): SharedHeap | undefined {
    try {
      return new SharedHeap(sharedMemory(MAX_PAGES))
    } catch {
      return undefined
    }
  }

  /** Undefined where the heap is full. */
  take(byteLength: number): Block | undefined {
    const size = Math.max(1, Math.ceil(byteLength / ALIGNMENT)) * ALIGNMENT
    const reused = this.takeFree(size)
    const offset = reused ?? this.extend(size)
    if (offset === undefined) return undefined
    const bytes = new Uint8Array(this.memory.buffer, offset, byteLength)
    if (reused !== undefined) bytes.fill(0)
    this.address ??= koffi.address(new Uint8Array(this.memory.buffer))
    return { offset, byteLength, address: this.address + BigInt(offset), bytes }
  }

  give({ offset, byteLength }: Pick<Block, 'offset' | 'byteLength'>): void {
    let start = offset
    let end = offset + Math.max(1, Math.ceil(byteLength / ALIGNMENT)) * ALIGNMENT
    const at = this.indexAfter(start)
    const before = this.free[at - 1]
    const after = this.free[at]
    const joinsBefore = before?.end === start
    const joinsAfter = after?.start === end
    if (joinsBefore) start = before.start
    if (joinsAfter) end = after.end
    const first = joinsBefore ? at - 1 : at
    this.free.splice(first, Number(joinsBefore) + Number(joinsAfter), { start, end })
  }

  /** The smallest free extent that is large enough, or its first part. */
  private takeFree(size: number): number | undefined {
    let best = -1
    let bestSize = Number.POSITIVE_INFINITY
    for (const [index, { start, end }] of this.free.entries()) {
      if (end - start < size || end - start >= bestSize) continue
      best = index
      bestSize = end - start
      if (bestSize === size) break
    }
    const extent = this.free[best]
    if (!extent) return undefined
    const rest = { start: extent.start + size, end: extent.end }
    this.free.splice(best, 1, ...(rest.start < rest.end ? [rest] : []))
    return extent.start
  }

  private extend(size: number): number | undefined {
    const offset = this.used
    const missing = offset + size - this.memory.buffer.byteLength
    if (missing > 0 && !this.grow(Math.ceil(missing / PAGE))) return undefined
    this.used += size
    return offset
  }

  private grow(pages: number): boolean {
    const left = MAX_PAGES - this.memory.buffer.byteLength / PAGE
    if (pages > left) return false
    try {
      this.memory.grow(Math.min(left, Math.max(pages, GROWTH / PAGE)))
      return true
    } catch {
      return false // the system grants no more
    }
  }

  private indexAfter(start: number): number {
    let low = 0
    let high = this.free.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.free[middle]!.start < start) low = middle + 1
      else high = middle
    }
    return low
  }
}
