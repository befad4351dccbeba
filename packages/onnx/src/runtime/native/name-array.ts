import koffi from 'koffi'
import type { Pointer } from './api'
import { Words } from './words'

/** An array of NUL-terminated names as C wants it, kept in place by this object. */
export class NameArray {
  readonly #texts: readonly Uint8Array[]
  readonly #pointers: Words

  constructor(names: readonly string[]) {
    this.#texts = names.map((name) => {
      const text = utf8.encode(`${name}\0`)
      const bytes = new Uint8Array(new ArrayBuffer(text.length))
      bytes.set(text)
      return bytes
    })
    this.#pointers = new Words(names.length)
    for (const [index, text] of this.#texts.entries()) this.#pointers.values[index] = koffi.address(text)
  }

  get address(): Pointer {
    return this.#pointers.address
  }
}

const utf8 = new TextEncoder()
