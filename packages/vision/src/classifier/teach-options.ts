import type { NetworkTraining } from '@graftjs/classifier'
import type { Device } from '@graftjs/onnx'
import type { PictureWarning } from './picture-input'
import type { ImageSettings } from './settings'

/** What can be said of every training on pictures, beside its rows. */
export interface CommonOptions extends Partial<ImageSettings>, NetworkTraining<PictureWarning> {}

export interface LoadOptions {
  readonly device?: Device
}
