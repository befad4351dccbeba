export { assertWritable } from './assert-writable'
export { statusOf } from './status'
export { systemErrorCode } from './system-error'
export { removeLeftovers } from './temporary'
export { type FileContent, writeFileAtomically } from './write-file'
export {
  assertReplaceable,
  recoverFolder,
  type WriteFolderOptions,
  writeFolderAtomically,
} from './write-folder'
