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
export { fillKeepMask, type KeepMask } from './random/keep-mask'
export { fillKeepMasks } from './random/keep-masks'
export { RandomKey } from './random/random-key'
export { Gate } from './worker/gate'
export { WorkerPool, type WorkerPoolOptions } from './worker/worker-pool'
