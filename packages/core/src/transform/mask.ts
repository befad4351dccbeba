import { GraftError, type RandomKey } from '@graftjs/base'
import { apply } from '../ops/apply'
import { bernoulliOp } from '../ops/source'
import { elementCount, isConcrete, type Shape } from '../tensor/shape'
import { Tensor } from '../tensor/tensor'
import { isTracedKey, type Key } from './key'

/** Elements that one block of the generator decides: eight, by 16 random bits each. */
const PER_BLOCK = 8
const CHUNK_BLOCKS = 4096

/**
 * Fills `out` with `1 / keep` where an element is kept and 0 where it is dropped. `keep` is rounded to a
 * multiple of 2⁻¹⁶; element i depends on the key and i alone.
 */
export function drawMask(key: RandomKey, keep: number, out: Float32Array, from = 0, to = out.length): void {
  const threshold = Math.round(keep * 0x10000)
  const kept = 0x10000 / threshold
  for (let start = from - (from % PER_BLOCK); start < to; start += CHUNK_BLOCKS * PER_BLOCK) {
    const end = Math.min(to, start + CHUNK_BLOCKS * PER_BLOCK)
    const words = key.words(4 * Math.ceil((end - start) / PER_BLOCK), start / PER_BLOCK)
    for (let i = Math.max(start, from); i < end; i++) {
      const word = words[(i - start) >> 1]!
      const bits = (i & 1) === 0 ? word & 0xffff : word >>> 16
      out[i] = bits < threshold ? kept : 0
    }
  }
}

/**
 * A random mask: `1 / keep` with probability `keep`, else 0. Inside a traced function it is drawn anew for
 * each run, on the host, from the key that the run is given.
 */
export function bernoulliMask(key: Key, keep: number, shape: Shape): Tensor {
  if (!(keep > 0 && keep <= 1)) {
    throw new GraftError('invalid-option', {
      what: `The share of elements to keep must be above 0 and at most 1, but it is ${keep}.`,
      fix: 'For dropout with rate r, keep 1 - r.',
    })
  }
  if (isTracedKey(key))
    return apply(bernoulliOp, [], { shape, keep, key: { leaf: key.leaf, folds: key.folds } })
  if (!isConcrete(shape)) {
    throw new GraftError('inside-trace', {
      what: 'A mask of symbolic shape was asked for with a random key that is not an argument.',
      fix: 'Pass the key as an argument of the compiled function.',
    })
  }
  const data = new Float32Array(elementCount(shape))
  drawMask(key, keep, data)
  return new Tensor(shape, 'float32', { kind: 'host', data })
}
