import type * as recommendation from '../../recommendation'
import { cosineDistance } from '../../recommendation'
import type { Example } from './kinds'
import { ranked, relevant } from './ranking'

const catalogue = ['a', 'b', 'c']
const popularity = new Map([
  ['a', 5],
  ['b', 2],
  ['c', 1],
])
const groups = new Map([
  ['a', 'x'],
  ['b', 'y'],
  ['c', 'y'],
])
const categories = new Map(catalogue.map((item) => [item, ['drama']]))
const vectors = new Map(catalogue.map((item, at) => [item, [at + 1, 1]]))
const listsOf = (options: object, more: Example['kinds'] = {}): Example => ({
  args: [ranked, { k: 2, ...options }],
  kinds: { 0: ['recommended', 'recommended'], '1.k': ['k', 'count'], ...more },
})
const ofCatalogue: Example = {
  args: [ranked, catalogue, { k: 2 }],
  kinds: { 0: ['recommended', 'recommended'], 1: ['items', 'items'], '2.k': ['k', 'count'] },
}
export const recommendationExamples: Record<keyof typeof recommendation, Example> = {
  catalogueCoverage: ofCatalogue,
  recommendationGini: ofCatalogue,
  recommendationEntropy: ofCatalogue,
  userCoverage: { args: [ranked, { minimum: 1 }], kinds: { '1.minimum': ['minimum', 'count'] } },
  cosineDistance: { args: [vectors], kinds: {} },
  intraListDiversity: {
    args: [ranked, cosineDistance(vectors), { k: 2 }],
    kinds: { 0: ['recommended', 'users'], '2.k': ['k', 'count'] },
  },
  novelty: listsOf({ popularity, users: 9 }, { '1.users': ['users', 'count'] }),
  recommendedPopularity: listsOf({ popularity }),
  popularityLift: listsOf({ popularity, histories: relevant }, { '1.histories': ['histories', 'users'] }),
  serendipity: listsOf(
    { relevant, byPopularity: catalogue },
    { '1.relevant': ['relevant', 'users'], '1.byPopularity': ['byPopularity', 'items'] },
  ),
  tasteCalibration: listsOf(
    { histories: relevant, categories, smoothing: 0.1 },
    { '1.histories': ['histories', 'users'], '1.smoothing': ['smoothing', 'share'] },
  ),
  exposureFairness: listsOf({ groups }),
}
