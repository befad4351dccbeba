import { fillKeepMask } from '@graftjs/base'
import { apply } from '../ops/apply'
import { bernoulliOp } from '../ops/source'
import { mistake } from '../tensor/mistake'
import { elementCount, isConcrete, type Shape } from '../tensor/shape'
import { Tensor } from '../tensor/tensor'
import { assertKey, isTracedKey, type Key } from './key'

/**
 * A random mask: `1 / keep` with probability `keep`, else 0. Inside a traced function it is drawn anew for
 * each run, on the host, from the key that the run is given.
 */
export function bernoulliMask(key: Key, keep: number, shape: Shape): Tensor {
  assertKey('bernoulliMask', key)
  if (!(keep > 0 && keep <= 1)) {
    throw mistake('invalid-option', {
      what: `The share of elements to keep must be above 0 and at most 1, but it is ${keep}.`,
      fix: 'For dropout with rate r, keep 1 - r.',
    })
  }
  if (isTracedKey(key))
    return apply(bernoulliOp, [], { shape, keep, key: { leaf: key.leaf, folds: key.folds } })
  if (!isConcrete(shape)) {
    throw mistake('inside-trace', {
      what: 'A mask of symbolic shape was asked for with a random key that is not an argument.',
      fix: 'Pass the key as an argument of the compiled function.',
    })
  }
  const data = new Float32Array(elementCount(shape))
  fillKeepMask({ key, keep, out: data })
  return new Tensor(shape, 'float32', { kind: 'host', data })
}
