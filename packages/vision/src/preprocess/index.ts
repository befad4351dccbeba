/** What a browser needs to prepare pictures for a saved model: nothing of Node's. */
export type { Picture } from '../pictures/picture'
export { Preprocessor } from './preprocessor'
export type { PreprocessorSettings } from './preprocessor-config'
export { type Box, type ResizeOptions, resize } from './resize'
