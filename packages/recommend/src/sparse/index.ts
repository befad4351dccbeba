export {
  type CompressedRows,
  countsOfColumns,
  offsetsOf,
  transpose,
  transposeSlices,
} from './compressed-rows'
export { freePlaces, spreadPlaces } from './hash-places'
export { type Duplicates, mergeRepeats, mergeSlices } from './merge-repeats'
export { PairNumbers } from './pair-numbers'
export { setCosine } from './set-cosine'
export { atOnce, inSlices, rowStretches, type Slices, stretches } from './slices'
