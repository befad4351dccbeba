import type { Dimension } from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { normalizeAxis, shapeError } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { flip } from './composite/flip'
import { gather } from './indexing'
import { expandDimensions, slice } from './layout'
import { squeeze, strided } from './rearrange'

/**
 * One place in an index, as between NumPy's brackets: a number takes one element and its axis away; `[start,
 * end]` or `[start, end, step]` a range (null for an open end, negative numbers from the end); `':'` the whole
 * axis; `'...'` as many whole axes as are left; null a new axis of size 1; a tensor of int32 the elements at these
 * indices.
 */
export type Place =
  | number
  | readonly [start: Dimension | null, end: Dimension | null, step?: number]
  | ':'
  | '...'
  | null
  | Tensor

/** The part of `x` at these places: `at(x, 0, [1, 3], '...', null)` is NumPy's `x[0, 1:3, ..., None]`. */
export function at(x: Tensor, ...places: readonly Place[]): Tensor {
  const used = places.filter((place) => place !== null && place !== '...').length
  if (used > x.rank || places.filter((place) => place === '...').length > 1) {
    throw shapeError(
      'at',
      [x.shape],
      used > x.rank ? `there are ${used} places for ${x.rank} axes.` : "'...' can stand once.",
      'Give at most one place for each axis.',
    )
  }
  const gap = places.indexOf('...')
  const all = Array.from({ length: x.rank - used }, (): Place => ':')
  const full = gap < 0 ? [...places, ...all] : [...places.slice(0, gap), ...all, ...places.slice(gap + 1)]
  let result = x
  let axis = 0
  for (const place of full) {
    if (place === null) {
      result = expandDimensions(result, axis)
      axis++
    } else if (isTensor(place)) {
      result = gather(result, place, axis)
      axis += place.rank
    } else if (typeof place === 'number') {
      result = squeeze(slice(result, axis, ...single(result, axis, place)), axis)
    } else if (place === ':' || place === '...') axis++
    else {
      result = range(result, axis, place)
      axis++
    }
  }
  return result
}

function single(x: Tensor, axis: number, index: number): [number, number?] {
  const size = x.shape[axis]!
  const fits = Number.isInteger(index) && (typeof size !== 'number' || (index >= -size && index < size))
  if (!fits) {
    throw shapeError(
      'at',
      [x.shape],
      `the index ${index} is outside axis ${normalizeAxis('at', axis, x.shape)}.`,
      typeof size === 'number' && size > 0
        ? `Use a whole number from ${-size} to ${size - 1}.`
        : 'Use a whole number from −size to size − 1.',
    )
  }
  return index === -1 ? [index] : [index, index + 1]
}

function range(x: Tensor, axis: number, place: readonly (Dimension | null | undefined)[]): Tensor {
  const [start = null, end = null, step = 1] = place
  if (typeof step !== 'number' || !Number.isInteger(step) || step === 0) {
    throw mistake('invalid-option', {
      what: `at: the step of a range is ${String(step)}.`,
      fix: 'Use a whole number that is not 0; a negative one goes from the end to the start.',
    })
  }
  if (step > 0) return strided(slice(x, axis, ...clipped(x, axis, start, end)), step, axis)
  // From `start` down to, not including, `end`: the same elements forward, then turned round.
  const size = x.shape[axis]!
  const from = end === null ? 0 : typeof end === 'number' ? end + 1 : end
  const to = start === null || start === -1 ? undefined : typeof start === 'number' ? start + 1 : start
  const forward = slice(x, axis, ...clipped(x, axis, end === -1 ? size : from, to ?? null))
  return strided(flip(forward, axis), -step, axis)
}

/** NumPy's ranges may reach beyond the axis; what is beyond is left out. */
function clipped(
  x: Tensor,
  axis: number,
  start: Dimension | null,
  end: Dimension | null,
): [Dimension, Dimension?] {
  const size = x.shape[axis]!
  const clip = (index: Dimension): Dimension =>
    typeof index === 'number' && typeof size === 'number'
      ? Math.min(size, Math.max(0, index < 0 ? index + size : index))
      : index
  const first = clip(start ?? 0)
  if (end === null) return [first]
  const last = clip(end)
  return [first, typeof first === 'number' && typeof last === 'number' ? Math.max(first, last) : last]
}
