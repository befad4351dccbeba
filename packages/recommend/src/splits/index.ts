export {
  type ItemSplitOptions,
  type SessionSplitOptions,
  splitByItem,
  splitBySession,
  splitByUser,
  type UserSplitOptions,
} from './by-group'
export { splitByTime, type TimeSplitOptions } from './by-time'
export { type FoldOptions, kFolds } from './k-folds'
export { findLeakage, type Leakage } from './leakage'
export { type LeaveLastOutOptions, leaveLastOut, type PerUserSplitOptions, splitPerUser } from './per-user'
export type { Cut, Split, SplitWarning } from './split'
export { type StratifiedSplitOptions, splitStratified } from './stratified'
