import { als } from './als'
import { ials } from './ials'
import { itemKnn } from './item-knn'
import { popularity } from './popularity'
import { userKnn } from './user-knn'

/** Every algorithm by its name. Adding one: its file, and a line here. See README.md beside this file. */
export const algorithms = {
  als,
  ials,
  itemKnn,
  popularity,
  userKnn,
}

export type AlgorithmName = keyof typeof algorithms
