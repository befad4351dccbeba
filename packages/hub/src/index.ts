export {
  type BatchOptions,
  type EncodeOptions,
  type Encoding,
  type TextInput,
  type TokenBatch,
  Tokenizer,
} from './tokenizer/tokenizer'
