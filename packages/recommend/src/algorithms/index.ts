import { als } from './als'
import { ease } from './ease'
import { ials } from './ials'
import { itemKnn } from './item-knn'
import { popularity } from './popularity'
import { userKnn } from './user-knn'

/** Every algorithm by its name. Adding one: its file, and a line here. See README.md beside this file. */
export const algorithms = {
  als,
  ease,
  ials,
  itemKnn,
  popularity,
  userKnn,
}

export type AlgorithmName = keyof typeof algorithms
