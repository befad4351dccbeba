import { Damaged } from '../damaged'
import { optionalPackage } from '../optional-package'
import { boundedDecompressor, checkPageSize, type Decompress } from '../parquet/decompress'
import { decompressLz4Frame } from './lz4-frame'
import type { ArrowMessage } from './message'

/** What is used of apache-arrow. */
export type ArrowLibrary = Pick<
  typeof import('apache-arrow'),
  'RecordBatchReader' | 'compressionRegistry' | 'CompressionType' | 'Type'
>

/** @throws GraftError `not-found` where the package is not installed. */
export function arrowLibrary(): Promise<ArrowLibrary> {
  return optionalPackage('Reading Arrow', 'apache-arrow', async () => {
    const { RecordBatchReader, compressionRegistry, CompressionType, Type } = await import('apache-arrow')
    return { RecordBatchReader, compressionRegistry, CompressionType, Type }
  })
}

/**
 * Gives apache-arrow, which has none of its own, what decompresses a message; what the caller has registered stays.
 *
 * @throws GraftError `not-found` where a package is missing for it.
 */
export async function provideCodec(
  { compressionRegistry, CompressionType }: ArrowLibrary,
  codec: ArrowMessage['codec'],
): Promise<void> {
  if (codec === 'none') return
  const type = codec === 'lz4' ? CompressionType.LZ4_FRAME : CompressionType.ZSTD
  if (compressionRegistry.get(type)) return
  const decompress = codec === 'lz4' ? decompressLz4Frame : await zstd()
  compressionRegistry.set(type, {
    decode(data) {
      const length = lengthBefore(data)
      checkPageSize(data.length, length)
      const plain = decompress(data, length)
      return plain.byteOffset % 8 === 0 ? plain : plain.slice() // numbers are read in place
    },
  })
}

/** Arrow writes the length of what comes out before what goes in. */
function lengthBefore(data: Uint8Array): number {
  if (data.byteOffset < 8) throw new Damaged('a column does not say its length')
  const length = Number(new DataView(data.buffer, data.byteOffset - 8, 8).getBigInt64(0, true))
  if (length >= 0) return length
  throw new Damaged(`a column is to have ${length} bytes`)
}

async function zstd(): Promise<Decompress> {
  const { compressors } = await optionalPackage(
    'Reading this Arrow file, which is compressed by Zstandard,',
    'hyparquet-compressors',
    () => import('hyparquet-compressors'),
  )
  const { ZSTD } = compressors
  if (!ZSTD) throw new Damaged('the columns are compressed by Zstandard')
  return boundedDecompressor('ZSTD', ZSTD)
}
