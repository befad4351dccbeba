export { type CompressedRows, offsetsOf, transpose } from './compressed-rows'
export { type Duplicates, mergeRepeats } from './merge-repeats'
export { setCosine } from './set-cosine'
