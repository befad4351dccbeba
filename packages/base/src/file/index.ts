export { assertWritable } from './assert-writable'
export { type FileContent, writeFileAtomically } from './write-file'
export {
  assertReplaceable,
  recoverFolder,
  type WriteFolderOptions,
  writeFolderAtomically,
} from './write-folder'
