import type { Picture } from '../pictures/picture'
import { crop } from '../preprocess/resize'
import { flipHorizontally } from './operations/flip'

/** How a picture is seen several times when it is classified; what the network says of the views is averaged. */
export type TestTimeViews = 'flip' | 'five-crops' | 'ten-crops'

/** How many views each way is. */
export const viewsOfEach: Readonly<Record<TestTimeViews, number>> = {
  flip: 2,
  'five-crops': 5,
  'ten-crops': 10,
}

/**
 * The views of a picture: itself and mirrored; or its corners and its middle (7/8 of each side), each also mirrored
 * for ten. All have one size; a preprocessor brings them to the model's.
 */
export function testTimeViews(picture: Picture, views: TestTimeViews): Picture[] {
  if (views === 'flip') return [picture, flipHorizontally(picture)]
  const crops = fiveCrops(picture)
  return views === 'five-crops' ? crops : [...crops, ...crops.map(flipHorizontally)]
}

function fiveCrops(picture: Picture): Picture[] {
  const size = { width: Math.ceil((picture.width * 7) / 8), height: Math.ceil((picture.height * 7) / 8) }
  const [right, bottom] = [picture.width - size.width, picture.height - size.height]
  const corners = [[0, 0], [right, 0], [0, bottom], [right, bottom], [Math.floor(right / 2), Math.floor(bottom / 2)]] // biome-ignore format: the places
  return corners.map(([left, top]) => crop(picture, { left: left!, top: top!, ...size }))
}

/** The mean over the views of each picture: rows of scores `[pictures · views, classes]` become `[pictures, classes]`. */
export function meanOverViews(scores: Float32Array, views: number, classes: number): Float32Array {
  const out = new Float32Array(scores.length / views)
  for (let at = 0; at < out.length; at++) {
    const first = Math.floor(at / classes) * views * classes + (at % classes)
    let sum = 0
    for (let view = 0; view < views; view++) sum += scores[first + view * classes]!
    out[at] = sum / views
  }
  return out
}
