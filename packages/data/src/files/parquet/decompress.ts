import { Damaged } from '../damaged'
import { checkZstdFrame } from './zstd-frame'

/** Makes `length` bytes of compressed ones. */
export type Decompress = (input: Uint8Array, length: number) => Uint8Array

/** The largest page that is taken; writers make them of 1 MiB. */
const largestPage = 256 * 1024 * 1024

/** How many bytes one compressed byte may stand for; beyond that a page may still be a small one. */
const mostExpansion = 4096
const smallPage = 4 * 1024 * 1024

/** @throws Damaged where a page claims to become larger than its compressed bytes make likely. */
export function checkPageSize(compressed: number, uncompressed: number): void {
  if (uncompressed <= Math.min(largestPage, smallPage + mostExpansion * compressed)) return
  throw new Damaged(`a page of ${compressed} bytes is to become ${uncompressed}`)
}

/** The decompressors of hyparquet-compressors, kept from allocating more than a page is to have. */
export function boundedDecompressor(codec: string, decompress: Decompress): Decompress {
  return (input, length) => {
    checkPageSize(input.length, length)
    if (codec === 'ZSTD') checkZstdFrame(input, length)
    const output = decompress(input, length)
    if (output.length !== length)
      throw new Damaged(`a page becomes ${output.length} bytes instead of ${length}`)
    return output
  }
}
