import type { Picture } from '../pictures/picture'
import { resize } from '../preprocess/resize'
import { colorHistogram, colorMoments } from './color'
import { hog } from './hog'

/** What can be said of a picture in numbers without a network, by name. */
export const descriptors = {
  /** Where edges are and which way they go. */
  edges: (picture: Picture) => hog(picture, { cell: 8, block: 2 }),
  /** Which colours there are, wherever they are. */
  colors: (picture: Picture) => colorHistogram(picture),
  /** The colours of each part, and how much they vary there. */
  layout: (picture: Picture) => colorMoments(picture),
} satisfies Record<string, (picture: Picture) => Float64Array>

export type DescriptorName = keyof typeof descriptors

export const descriptorNames: readonly DescriptorName[] = ['edges', 'colors', 'layout']

/** What is said of every picture, and at which size. */
export interface Description {
  readonly descriptors: readonly DescriptorName[]
  /** Pictures are brought to a square of this side in pixels first. */
  readonly size: number
}

/** All descriptors of a picture, one after the other. */
export function describePicture(picture: Picture, { descriptors: names, size }: Description): Float32Array {
  const square = resize(picture, { width: size, height: size, resampling: 'bilinear' })
  return Float32Array.from(names.flatMap((name) => Array.from(descriptors[name](square))))
}
