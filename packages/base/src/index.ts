export { GraftError, type GraftErrorCode, type GraftErrorOptions } from './error'
export {
  assertReplaceable,
  assertWritable,
  type FileContent,
  recoverFolder,
  removeLeftovers,
  statusOf,
  systemErrorCode,
  type WriteFolderOptions,
  writeFileAtomically,
  writeFolderAtomically,
} from './file'
export type { OnProgress, Progress } from './progress'
export { RandomKey } from './random/random-key'
