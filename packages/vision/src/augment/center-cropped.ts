import { centerCrop } from '../preprocess/center-crop'
import type { Apply } from './apply'
import { wholeNumber } from './options'

export interface CenterCropped {
  readonly kind: 'center-cropped'
  readonly width: number
  readonly height: number
}

/** The middle of the picture, on black where the picture is smaller; leaves nothing to chance. */
export function centerCropped({ width, height }: { width: number; height: number }): CenterCropped {
  return {
    kind: 'center-cropped',
    width: wholeNumber(width, 'width', 1),
    height: wholeNumber(height, 'height', 1),
  }
}

export const applyCenterCropped: Apply<CenterCropped> = (picture, { width, height }) =>
  centerCrop(picture, { width, height })
