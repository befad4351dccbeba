import { als } from './als'
import { bpr } from './bpr'
import { coOccurrence, sar } from './co-occurrence'
import { ease } from './ease'
import { ials } from './ials'
import { itemKnn } from './item-knn'
import { popularity } from './popularity'
import { associationRules, sequentialRules } from './rules'
import { sessionKnn, stan, vectorSessionKnn } from './session-knn'
import { slopeOne } from './slope-one'
import { userKnn } from './user-knn'

/** Every algorithm by its name. Adding one: its file, and a line here. See README.md beside this file. */
export const algorithms = {
  als,
  associationRules,
  bpr,
  coOccurrence,
  ease,
  ials,
  itemKnn,
  popularity,
  sar,
  sequentialRules,
  sessionKnn,
  slopeOne,
  stan,
  userKnn,
  vectorSessionKnn,
}

export type AlgorithmName = keyof typeof algorithms
