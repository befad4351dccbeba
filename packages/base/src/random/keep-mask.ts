import { randomKernel } from './kernel'
import { philox } from './philox'
import { DRAW_LANE, type RandomKey } from './random-key'

/** A dropout mask to draw: `1 / keep` with probability `keep`, else 0. */
export interface KeepMask {
  readonly key: RandomKey
  /** The share of elements to keep, above 0 and at most 1; it is rounded to a multiple of 2⁻¹⁶. */
  readonly keep: number
  /** Element i depends on the key and i alone. */
  readonly out: Float32Array
}

/** Elements that one block of the generator decides: eight, by 16 random bits each. */
const PER_BLOCK = 8

/** An element is kept where its 16 bits are at most `highest`; it is then `kept`. */
export function keepBounds(keep: number): { readonly highest: number; readonly kept: number } {
  const threshold = Math.max(1, Math.round(keep * 0x10000))
  return { highest: threshold - 1, kept: 0x10000 / threshold }
}

/** Draws elements `from` … `to − 1` of a mask on the calling thread. */
export function fillKeepMask({ key, keep, out }: KeepMask, from = 0, to = out.length): void {
  const kernel = randomKernel()
  if (!kernel) {
    fillKeepMaskPlainly({ key, keep, out }, from, to)
    return
  }
  const { highest, kept } = keepBounds(keep)
  const chunk = PER_BLOCK * kernel.blocks.value
  const drawn = new Float32Array(kernel.memory.buffer, kernel.maskAt.value, chunk)
  for (let start = from - (from % PER_BLOCK); start < to; start += chunk) {
    const count = Math.min(chunk, to - start)
    const blocks = Math.ceil(count / PER_BLOCK)
    kernel.keepMask(key.word0, key.word1, DRAW_LANE, start / PER_BLOCK, blocks, highest, kept)
    out.set(drawn.subarray(Math.max(0, from - start), count), Math.max(start, from))
  }
}

/** The plain twin of the kernel. */
export function fillKeepMaskPlainly({ key, keep, out }: KeepMask, from = 0, to = out.length): void {
  const { highest, kept } = keepBounds(keep)
  const words = new Uint32Array(4)
  for (let start = from - (from % PER_BLOCK); start < to; start += PER_BLOCK) {
    philox(key.word0, key.word1, DRAW_LANE, start / PER_BLOCK, words)
    for (let i = Math.max(start, from); i < Math.min(to, start + PER_BLOCK); i++) {
      const word = words[(i - start) >> 1]!
      const bits = (i & 1) === 0 ? word & 0xffff : word >>> 16
      out[i] = bits <= highest ? kept : 0
    }
  }
}
