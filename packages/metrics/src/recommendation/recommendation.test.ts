import { describe, expect, it } from 'vitest'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  catalogueCoverage,
  cosineDistance,
  exposureFairness,
  intraListDiversity,
  novelty,
  popularityLift,
  recommendationEntropy,
  recommendationGini,
  recommendedPopularity,
  serendipity,
  tasteCalibration,
  userCoverage,
} from '.'

const fixture = readFixture<{
  vectors: number[][]
  known: number[][]
  lists: number[][]
  relevant: number[][]
  expected: Record<
    '3' | '5',
    { coverage: number; diversity: number[]; novelty: number[]; popularity: number[] }
  >
  serendipity: { lists: number[][]; relevant: number[][]; values: Record<'2' | '4', number[]> }
}>(new URL('fixtures/recommendation.json', import.meta.url))

const countOf = (histories: number[][]) => {
  const counts = new Map<number, number>()
  for (const item of histories.flat()) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

describe.each([3, 5] as const)('what RecTools says of the first %i ranks', (k) => {
  const { vectors, known, lists, expected } = fixture
  const wanted = expected[k === 3 ? '3' : '5']
  const items = [...vectors.keys()]
  const popularity = countOf(known)

  it('coverage, diversity, novelty, popularity', () => {
    expectClose(catalogueCoverage(lists, items, { k }), wanted.coverage, 'coverage')
    const distance = cosineDistance(new Map(vectors.entries()))
    expectAllClose(intraListDiversity(lists, distance, { k }).perUser, wanted.diversity, 'diversity')
    const found = novelty(lists, { k, popularity, users: known.length })
    expectAllClose(found.perUser, wanted.novelty, 'novelty')
    const popular = recommendedPopularity(lists, { k, popularity })
    expectAllClose(popular.perUser, wanted.popularity, 'popularity')
    expectClose(popular.mean, wanted.popularity.reduce((a, b) => a + b, 0) / 9, 'mean')
  })
})

it.each([2, 4] as const)('what RecTools says of serendipity among %i ranks', (k) => {
  const { lists, relevant, values } = fixture.serendipity
  const byPopularity = Array.from({ length: 10 }, (_, item) => item)
  const found = serendipity(lists, { k, relevant, byPopularity })
  expectAllClose(found.perUser, values[k === 2 ? '2' : '4'], 'serendipity')
})

describe('by their definition', () => {
  const items = ['a', 'b', 'c', 'd']
  const lists = [
    ['a', 'b'],
    ['a', 'c'],
    ['a', 'b'],
  ]

  it('Gini and entropy of how often items are recommended', () => {
    // Counts 0, 1, 2, 3: the mean absolute difference of pairs ÷ (2 × mean).
    const counts = [0, 1, 2, 3]
    const differences = counts.flatMap((a) => counts.map((b) => Math.abs(a - b)))
    const gini = differences.reduce((x, y) => x + y, 0) / 16 / (2 * 1.5)
    expectClose(recommendationGini(lists, items), gini, 'Gini')
    const entropy = -(1 / 6) * Math.log2(1 / 6) - (1 / 3) * Math.log2(1 / 3) - 0.5 * Math.log2(0.5)
    expectClose(recommendationEntropy(lists, items), entropy, 'entropy')
    expectClose(recommendationEntropy(lists, items, { normalized: true }), entropy / 2, 'normalized')
    expect(recommendationGini([['a'], ['b']], ['a', 'b'])).toBe(0)
    expect(recommendationEntropy([['a'], ['a']], ['a', 'b'])).toBe(0)
  })

  it('users who are served', () => {
    expect(userCoverage([['a'], [], ['a', 'b'], []])).toBe(0.5)
    expect(userCoverage([['a'], [], ['a', 'b'], []], { minimum: 2 })).toBe(0.25)
  })

  it('how much more popular recommendations are than histories', () => {
    const popularity = new Map([
      ['a', 9],
      ['b', 3],
      ['c', 3],
      ['d', 1],
    ])
    const histories = [['d'], ['b', 'c'], []]
    // Recommended (9 + 3)/2 = 6 to both with a history; chosen (1 + 3)/2 = 2.
    expectClose(popularityLift(lists, { popularity, histories }), 6 / 2 - 1, 'lift')
  })

  it('the distance from the taste of a user', () => {
    const categories = new Map([
      ['a', ['x']],
      ['b', ['y']],
      ['c', ['x', 'y']],
      ['d', ['z']],
    ])
    const histories = [['a', 'b'], ['c'], []]
    const found = tasteCalibration(lists, { categories, histories })
    // The first user gets the mix of the past; the second x 3/4, y 1/4 for a past of 1/2, 1/2.
    const x = 0.5 * Math.log(0.5 / (0.99 * 0.75 + 0.01 * 0.5))
    const y = 0.5 * Math.log(0.5 / (0.99 * 0.25 + 0.01 * 0.5))
    expectAllClose(found.perUser, [0, x + y], 'divergence', 1e-12)
    expect([...found.positions]).toEqual([0, 1])
  })

  it('the attention of groups', () => {
    const groups = new Map([
      ['a', 'big'],
      ['b', 'small'],
      ['c', 'small'],
      ['d', 'small'],
    ])
    const second = 1 / Math.log2(3)
    const found = exposureFairness(lists, { groups })
    const big = 1 / (1 + second)
    expect(found.groups.map(({ group }) => group)).toEqual(['big', 'small'])
    expectClose(found.groups[0]!.exposure, big, 'big')
    expectClose(found.gap, big - 0.25, 'gap')
    expectClose(found.parity, (1 - big) / 0.75 / (big / 0.25), 'parity')
    const fair = exposureFairness(lists, {
      groups,
      target: new Map([
        ['big', 1],
        ['small', second],
      ]),
    })
    expectClose(fair.gap, 0, 'gap')
  })
})

describe('what is refused', () => {
  const popularity = new Map([['a', 5]])
  it.each<[string, () => unknown, RegExp]>([
    ['an item off the catalogue', () => catalogueCoverage([['x']], ['a']), /recommended\[0\] holds "x"/],
    ['an item of unknown popularity', () => novelty([['x']], { popularity, users: 9 }), /not in popularity/],
    ['more fans than users', () => novelty([['a']], { popularity, users: 3 }), /5 of 3 users know/],
    ['no list at all', () => userCoverage([]), /recommended is empty/],
    ['lists too short for pairs', () => intraListDiversity([['a']], () => 1), /No list of recommendations/],
    [
      'a distance of NaN',
      () => intraListDiversity([['a', 'b']], () => Number.NaN),
      /distance of "a" and "b"/,
    ],
    [
      'a vector of zeros',
      () =>
        intraListDiversity(
          [['a', 'b']],
          cosineDistance(
            new Map([
              ['a', [0]],
              ['b', [1]],
            ]),
          ),
        ),
      /vector of "a" has the length 0/,
    ],
    ['nothing recommended', () => recommendationGini([[]], ['a']), /Nothing is recommended/],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })

  it('unless the caller says what the unknown is worth', () => {
    expect(novelty([['x']], { popularity, users: 8, unknownAs: 1 }).mean).toBe(3)
  })
})
