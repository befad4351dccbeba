export { type HoldOutOptions, holdOut } from './hold-out'
export { type KFoldOptions, kFold } from './k-fold'
export type { Split } from './split'
