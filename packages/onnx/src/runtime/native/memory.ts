import { GraftError } from '@graftjs/base'
import koffi from 'koffi'
import { byteLengthOf, type ElementType, elementTypes } from '../../model/element-type'
import { allocationFailed } from '../boundary'
import type { Memory, WasmPlace } from '../runtime'
import type { Pointer } from './api'
import { check, type Environment } from './environment'
import type { Block, SharedHeap } from './shared-heap'
import { Words } from './words'

const alignment = 64
const maxValues = 64

/**
 * Bytes in this process and the OrtValues that view them. ONNX Runtime reads and writes the bytes themselves, so
 * whoever holds such a value must also hold this object: collected bytes under a live run are a crash.
 */
export class NativeMemory implements Memory {
  readonly byteLength: number
  readonly values: TensorValues
  readonly place?: WasmPlace
  #bytes: Uint8Array | undefined

  /** Over `bytes`; those of a block go back to their heap when the memory is freed or forgotten. */
  constructor(environment: Environment, bytes: Uint8Array, lent?: { heap: SharedHeap; block: Block }) {
    this.#bytes = bytes
    this.byteLength = bytes.byteLength
    if (lent) {
      const { heap, block } = lent
      this.place = { memory: heap.memory, offset: block.offset }
      this.values = new TensorValues(environment, block.address, () => heap.give(block))
    } else {
      // koffi.address first moves small arrays off V8's heap, after which the address stays.
      this.values = new TensorValues(environment, koffi.address(bytes))
    }
    forgotten.register(this, this.values, this)
  }

  /**
   * Shared and zeroed, its first byte on a boundary of 64 bytes, which vector instructions prefer. Out of `heap`
   * while there is room, then memory of its own.
   */
  static allocate(environment: Environment, byteLength: number, heap: SharedHeap | undefined): NativeMemory {
    const block = heap?.take(byteLength)
    if (heap && block) return new NativeMemory(environment, block.bytes, { heap, block })
    const buffer = sharedBuffer(Math.max(byteLength, 8) + alignment)
    const past = Number(koffi.address(new Uint8Array(buffer)) % BigInt(alignment))
    return new NativeMemory(environment, new Uint8Array(buffer, past && alignment - past, byteLength))
  }

  get bytes(): Uint8Array {
    const bytes = this.#bytes
    if (!bytes) throw released('This memory was freed.')
    if (bytes.byteLength !== this.byteLength) {
      throw released('The buffer under this memory was transferred or resized.')
    }
    return bytes
  }

  /** Throws `use-after-release` if the bytes are no longer there. */
  checkUsable(): void {
    void this.bytes
  }

  free(): void {
    this.#bytes = undefined
    this.values.close()
    forgotten.unregister(this)
  }
}

/** OrtValues over one memory, kept for the next run, one for each element type and shape. */
export class TensorValues {
  readonly #environment: Environment
  readonly #address: Pointer
  readonly #onReleased: () => void
  readonly #values = new Map<string, Pointer>()
  #holders = 0
  #closed = false

  /** `onReleased` is told once, when the values are closed and no run holds one. */
  constructor(environment: Environment, address: Pointer, onReleased: () => void = () => {}) {
    this.#environment = environment
    this.#address = address
    this.#onReleased = onReleased
  }

  /** A value of this type and shape, valid until `letGo` is called. */
  hold(elementType: ElementType, shape: readonly number[]): Pointer {
    const key = `${elementType} ${shape}`
    let value = this.#values.get(key)
    if (value === undefined) {
      if (this.#values.size >= maxValues && this.#holders === 0) this.#releaseAll()
      value = this.#create(elementType, shape)
      this.#values.set(key, value)
    }
    this.#holders += 1
    return value
  }

  letGo(): void {
    this.#holders -= 1
    if (this.#closed && this.#holders === 0) this.#end()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#holders === 0) this.#end()
  }

  #end(): void {
    this.#releaseAll()
    this.#onReleased()
  }

  #create(elementType: ElementType, shape: readonly number[]): Pointer {
    const { api, cpuMemory } = this.#environment
    const dims = new Words(shape.length)
    for (const [axis, dim] of shape.entries()) dims.values[axis] = BigInt(dim)
    const out = new Words(1)
    const size = byteLengthOf(elementType, shape)
    const code = elementTypes[elementType].code
    check(
      api,
      api.createTensorWithData(cpuMemory, this.#address, size, dims.address, shape.length, code, out.address),
      `tensor of shape [${shape}]`,
    )
    return out.value
  }

  #releaseAll(): void {
    for (const value of this.#values.values()) this.#environment.api.releaseValue(value)
    this.#values.clear()
  }
}

function sharedBuffer(byteLength: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(byteLength)
  } catch (cause) {
    throw allocationFailed(byteLength, 'native runtime', cause)
  }
}

const forgotten = new FinalizationRegistry<TensorValues>((values) => values.close())

function released(what: string): GraftError {
  return new GraftError('use-after-release', {
    what,
    where: 'native runtime',
    fix: 'Allocate new memory, and keep the buffers of adopted bytes in place while they are in use.',
  })
}
