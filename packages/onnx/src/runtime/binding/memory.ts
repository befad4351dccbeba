import { GraftError } from '@graftjs/base'
import type { Memory } from '../runtime'

/** Names memory that lies in the child process. */
export class BindingMemory implements Memory {
  readonly id: number
  readonly byteLength: number
  #freed = false

  constructor(id: number, byteLength: number) {
    this.id = id
    this.byteLength = byteLength
  }

  checkUsable(): void {
    if (!this.#freed) return
    throw new GraftError('use-after-release', {
      what: 'This memory was freed.',
      where: 'binding runtime',
      fix: 'Allocate new memory.',
    })
  }

  /** False where it was freed before. */
  markFreed(): boolean {
    const first = !this.#freed
    this.#freed = true
    return first
  }
}
