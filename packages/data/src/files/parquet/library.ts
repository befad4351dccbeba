import { brotliDecompressSync, unzipSync } from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { optionalPackage } from '../optional-package'

/** What is used of hyparquet and hyparquet-compressors. */
export type ParquetLibrary = Pick<
  typeof import('hyparquet'),
  'parquetMetadata' | 'parquetRead' | 'parquetSchema'
> & { readonly compressors: Compressors }

/** @throws GraftError `not-found` where the packages are not installed. */
export function parquetLibrary(): Promise<ParquetLibrary> {
  return optionalPackage('Reading Parquet', 'hyparquet and hyparquet-compressors', async () => {
    const [{ parquetMetadata, parquetRead, parquetSchema }, { compressors }] = await Promise.all([
      import('hyparquet'),
      import('hyparquet-compressors'),
    ])
    return { parquetMetadata, parquetRead, parquetSchema, compressors: { ...compressors, ...native } }
  })
}

/** Node's own are faster, and end on damaged input: the decoder of Brotli in hyparquet-compressors may not. */
const native: Compressors = {
  GZIP: (input, length) => unzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
}
