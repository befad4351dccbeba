import { als } from './als'
import { baseline } from './baseline'
import { biasedSvd } from './biased-svd'
import { bpr } from './bpr'
import { coOccurrence, sar } from './co-occurrence'
import { contentKnn } from './content-knn'
import { ease } from './ease'
import { factorizationMachine } from './factorization-machine'
import { hybrid } from './hybrid'
import { ials } from './ials'
import { itemKnn } from './item-knn'
import { knnBaseline } from './knn-baseline'
import { logisticMf } from './logistic-mf'
import { nmf } from './nmf'
import { popularity } from './popularity'
import { associationRules, sequentialRules } from './rules'
import { sessionKnn, stan, vectorSessionKnn } from './session-knn'
import { slim } from './slim'
import { slopeOne } from './slope-one'
import { svdPlusPlus } from './svd-plus-plus'
import { userKnn } from './user-knn'
import { warp } from './warp'

/** Every algorithm by its name. Adding one: its file, and a line here. See README.md beside this file. */
export const algorithms = {
  als,
  associationRules,
  baseline,
  biasedSvd,
  bpr,
  contentKnn,
  coOccurrence,
  ease,
  factorizationMachine,
  hybrid,
  ials,
  itemKnn,
  knnBaseline,
  logisticMf,
  nmf,
  popularity,
  sar,
  sequentialRules,
  sessionKnn,
  slim,
  slopeOne,
  stan,
  svdPlusPlus,
  userKnn,
  vectorSessionKnn,
  warp,
}

export type AlgorithmName = keyof typeof algorithms
