// What `src/kernel` offers. All positions are bytes of the memory; what is read lies in front of 16 bytes that may be
// read too, and what is written between 16 bytes on either side that may be written.

export { flipRows } from './flip'
export { numbersOf } from './levels'
export { acrossRows, alongRows, packPairs } from './passes'

export const heap: usize = __heap_base
