export type { Diversity } from './diversity'
export type {
  Fallback,
  FilledUp,
  FilterOptions,
  Reason,
  Recommendation,
  Recommendations,
  RecommendOptions,
  Shortfall,
} from './list-options'
export type { Rule } from './rules'
