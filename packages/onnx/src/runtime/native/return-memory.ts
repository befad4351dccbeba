import koffi from 'koffi'

/** Releases after which it is worth the millisecond that it takes. */
const RELEASES = 32

type Trim = { async(pad: number, done: (error: Error | null) => void): void }

let trim: Trim | null | undefined
let released = 0

/**
 * Told of every session that was released; now and then gives back to the system what they left free in glibc's
 * heaps. By itself glibc keeps most of it: after a thousand small sessions, one at a time, some 30 MB. Other systems'
 * allocators have no such call and do without.
 */
export function returnMemory(): void {
  released += 1
  if (released % RELEASES === 0) trimMemory()
}

/** Gives back at once: where weights were prepared, the memory in which they were is left free, as large as they are. */
export function trimMemory(): void {
  trim ??= findTrim()
  trim?.async(0, () => undefined)
}

function findTrim(): Trim | null {
  if (process.platform !== 'linux') return null
  try {
    return koffi.load('libc.so.6').func('int malloc_trim(size_t)')
  } catch {
    return null // not glibc
  }
}
