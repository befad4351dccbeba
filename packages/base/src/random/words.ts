import { randomKernel } from './kernel'
import { philox } from './philox'

/** Words of one block. */
const PER_BLOCK = 4

/** What `philox` does, by the WebAssembly kernel where there is one. */
export function fillWords(
  key0: number,
  key1: number,
  lane: number,
  firstBlock: number,
  out: Uint32Array,
): void {
  const kernel = randomKernel()
  // A block or two cost less than the call.
  if (!kernel || out.length <= 2 * PER_BLOCK) {
    philox(key0, key1, lane, firstBlock, out)
    return
  }
  const chunk = PER_BLOCK * kernel.blocks.value
  const drawn = new Uint32Array(kernel.memory.buffer, kernel.wordsAt.value, chunk)
  for (let start = 0; start < out.length; start += chunk) {
    const count = Math.min(chunk, out.length - start)
    kernel.words(key0, key1, lane, firstBlock + start / PER_BLOCK, Math.ceil(count / PER_BLOCK))
    out.set(count < chunk ? drawn.subarray(0, count) : drawn, start)
  }
}
