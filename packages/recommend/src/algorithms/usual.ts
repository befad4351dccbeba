import type { Algorithm } from '../recommender/algorithm'
import { itemKnn } from './item-knn'
import { popularity } from './popularity'

/** What every comparison holds, so that it says whether the effort was worth it. */
export const usualModels: readonly Algorithm[] = [popularity(), itemKnn()]
