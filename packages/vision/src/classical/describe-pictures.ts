import { GraftError, type OnProgress } from '@graftjs/base'
import { type FeatureMatrix, matrixOf, TimeSlice } from '@graftjs/classifier'
import { decodePicture } from '../pictures/decode-picture'
import type { PictureSource } from '../pictures/picture-source'
import { type Description, describePicture } from './descriptors'

/** Pictures decoded at a time. */
const AT_ONCE = 8

export interface DescribeOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

/** What is said of each picture; where one cannot be read, why. */
export async function describePictures(
  sources: readonly PictureSource[],
  description: Description,
  { signal, onProgress }: DescribeOptions = {},
): Promise<(Float32Array | GraftError)[]> {
  const slice = new TimeSlice(signal)
  const described: (Float32Array | GraftError)[] = []
  for (let start = 0; start < sources.length; start += AT_ONCE) {
    const opened = await Promise.all(sources.slice(start, start + AT_ONCE).map(open))
    for (const picture of opened) {
      described.push(GraftError.isInstance(picture) ? picture : describePicture(picture, description))
      await slice.pause()
    }
    onProgress?.({ phase: 'prepare', step: described.length, steps: sources.length })
  }
  return described
}

const open = (source: PictureSource) =>
  decodePicture(source).catch((error: unknown) => {
    if (GraftError.isInstance(error)) return error
    throw error
  })

/** @throws GraftError that of the first picture which cannot be read. */
export async function describeAll(
  sources: readonly PictureSource[],
  description: Description,
  options?: DescribeOptions,
): Promise<FeatureMatrix> {
  const described = await describePictures(sources, description, options)
  const failed = described.find(GraftError.isInstance)
  if (failed) throw failed
  return matrixOf(described.filter((one) => ArrayBuffer.isView(one)))
}
