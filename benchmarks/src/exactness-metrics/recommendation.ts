import {
  catalogueCoverage,
  cosineDistance,
  exposureFairness,
  intraListDiversity,
  novelty,
  type PerUserMean,
  popularityLift,
  recommendationEntropy,
  recommendationGini,
  recommendedPopularity,
  serendipity,
  tasteCalibration,
  userCoverage,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'

const scipy = 'SciPy 1.17.1'
const definition = 'NumPy, by definition'

/** Lists of items 0, 1, 2 …, some of them empty, and all that is known of items and users. */
function recommendations(dice: Dice) {
  const items = dice.whole(2, 25)
  const users = dice.whole(1, 8)
  const catalogue = dice.list(items, (item) => item)
  const someItems = (least: number) => dice.sample(catalogue, dice.whole(least, Math.min(10, items)))
  return {
    items,
    users: 50,
    k: dice.pick([null, 1, 3, 20]),
    recommended: dice.list(users, () => (dice.chance(0.15) ? [] : someItems(1))),
    histories: dice.list(users, () => (dice.chance(0.15) ? [] : someItems(1))),
    popularity: dice.list(items, () => dice.whole(1, dice.pick([2, 50]))),
    byPopularity: dice.sample(catalogue, items),
    vectors: dice.list(items, () => dice.list(4, () => dice.normal())),
    categories: dice.list(items, () => dice.sample([0, 1, 2, 3], dice.whole(1, 4))),
    groups: dice.list(items, () => dice.whole(0, 3)),
    normalized: dice.chance(0.5),
    minimum: dice.whole(1, 5),
  }
}

type Recommendations = ReturnType<typeof recommendations>
type Ours = Parameters<typeof exact<Recommendations>>[0]['ours']

const cutOff = ({ k }: Recommendations) => (k === null ? {} : { k })
const catalogueOf = ({ items }: Recommendations) => Array.from({ length: items }, (_, item) => item)
const byItem = <T>(values: readonly T[]) => new Map(values.entries())

const measured = (peer: string, ours: Ours) => exact({ peer, make: recommendations, ours })

const perUser = (peer: string, measure: (input: Recommendations) => PerUserMean) =>
  measured(peer, (input) => Array.from(measure(input).perUser))

/** What recommendations do beside being right. */
export const recommendation = {
  catalogueCoverage: measured(definition, (input) =>
    catalogueCoverage(input.recommended, catalogueOf(input), cutOff(input)),
  ),
  userCoverage: measured(definition, ({ recommended, minimum }) => userCoverage(recommended, { minimum })),
  recommendationGini: measured(definition, (input) =>
    recommendationGini(input.recommended, catalogueOf(input), cutOff(input)),
  ),
  recommendationEntropy: measured(scipy, (input) =>
    recommendationEntropy(input.recommended, catalogueOf(input), {
      ...cutOff(input),
      normalized: input.normalized,
    }),
  ),
  intraListDiversity: perUser(scipy, (input) =>
    intraListDiversity(input.recommended, cosineDistance(byItem(input.vectors)), cutOff(input)),
  ),
  novelty: perUser(definition, (input) =>
    novelty(input.recommended, {
      ...cutOff(input),
      popularity: byItem(input.popularity),
      users: input.users,
    }),
  ),
  recommendedPopularity: perUser(definition, (input) =>
    recommendedPopularity(input.recommended, { ...cutOff(input), popularity: byItem(input.popularity) }),
  ),
  popularityLift: measured(definition, (input) =>
    popularityLift(input.recommended, {
      ...cutOff(input),
      popularity: byItem(input.popularity),
      histories: input.histories,
    }),
  ),
  serendipity: perUser(definition, (input) =>
    serendipity(input.recommended, {
      ...cutOff(input),
      relevant: input.histories,
      byPopularity: input.byPopularity,
    }),
  ),
  tasteCalibration: perUser(scipy, (input) =>
    tasteCalibration(input.recommended, {
      ...cutOff(input),
      histories: input.histories,
      categories: byItem(input.categories),
    }),
  ),
  exposureFairness: measured(definition, (input) => {
    const { gap, parity, groups } = exposureFairness(input.recommended, {
      ...cutOff(input),
      groups: byItem(input.groups),
    })
    return [gap, parity, groups.map(({ ratio }) => ratio).sort((a, b) => a - b)]
  }),
} satisfies Record<string, Exactness>
