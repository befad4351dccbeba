import { GraftError } from '@graftjs/base'
import { MOST_PAGES, PAGE, type SharedMemory, sharedMemory } from './web-assembly'

/** Where arrays begin: at the beginning of a cache line. */
const ALIGNMENT = 64

/** What kernels work on: arrays in shared memory, laid down one after the other and let go all at once. */
export class KernelMemory {
  readonly shared: SharedMemory = sharedMemory(1)
  /** The first page stays empty: an address of 0 means "none". */
  #end = PAGE

  /** Zeros. */
  floats(length: number): Float32Array {
    const start = this.#claim(4 * length)
    return new Float32Array(this.shared.buffer, start, length)
  }

  doubles(length: number): Float64Array {
    const start = this.#claim(8 * length)
    return new Float64Array(this.shared.buffer, start, length)
  }

  ints(length: number): Int32Array {
    const start = this.#claim(4 * length)
    return new Int32Array(this.shared.buffer, start, length)
  }

  /** The address of some bytes for scratch. */
  bytes(length: number): number {
    return this.#claim(length)
  }

  #claim(bytes: number): number {
    const start = this.#end
    this.#end = start + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
    const missing = Math.ceil((this.#end - this.shared.buffer.byteLength) / PAGE)
    if (missing > 0) this.#grow(missing)
    return start
  }

  #grow(pages: number): void {
    try {
      this.shared.grow(pages)
    } catch (cause) {
      const gibibytes = (this.#end / 2 ** 30).toFixed(1)
      const most = (MOST_PAGES * PAGE) / 2 ** 30
      throw new GraftError('unsupported', {
        what: `The fit needs ${gibibytes} GiB of memory, and there are at most ${most} GiB, or less on this machine.`,
        where: 'kernel memory',
        fix: 'Use fewer factors or neighbours, leave out rare items and users, or choose an algorithm that needs less.',
        cause,
        details: { bytes: this.#end },
      })
    }
  }
}
