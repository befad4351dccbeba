export { type ModelConfig, ModelFolder } from './folder/model-folder'
export {
  assertModelFolderWritable,
  type ModelFolderContent,
  writeModelFolder,
} from './folder/write-model-folder'
export { bundled } from './open/bundled'
export { type OpenModelOptions, openModel } from './open/open-model'
export {
  type BatchOptions,
  type EncodeOptions,
  type Encoding,
  type TextInput,
  type TokenBatch,
  Tokenizer,
} from './tokenizer/tokenizer'
