export { type CompressedRows, offsetsOf, transpose, transposeSlices } from './compressed-rows'
export { type Duplicates, mergeRepeats, mergeSlices } from './merge-repeats'
export { setCosine } from './set-cosine'
export { atOnce, inSlices, rowStretches, type Slices, stretches } from './slices'
