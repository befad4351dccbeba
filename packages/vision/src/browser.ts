/**
 * What runs in a browser, without sharp: pictures by the browser's own decoders, the preprocessing that a saved model
 * asks for, and augmentation.
 */
export { GraftError, RandomKey } from '@graftjs/base'
export * from './augment'
export type { DecodeOptions } from './pictures/check-picture'
export { type BrowserPictureSource, decodePicture } from './pictures/decode-in-browser'
export type { Picture } from './pictures/picture'
export type { RgbaPixels } from './pictures/raw-pixels'
export { Preprocessor } from './preprocess/preprocessor'
export type { PreprocessorSettings } from './preprocess/preprocessor-config'
export type { Resampling } from './preprocess/resampling'
export { type Box, crop, type ResizeOptions, resize } from './preprocess/resize'
