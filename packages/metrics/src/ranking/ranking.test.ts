import { describe, expect, it } from 'vitest'
import { Draws } from '../random/draws'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  dcg,
  expectedReciprocalRank,
  f1At,
  groupedAuc,
  hitRate,
  type JudgedRankings,
  judgeRankings,
  meanAveragePrecision,
  ndcg,
  precisionAt,
  type RankingScore,
  rankBiasedPrecision,
  rankingAuc,
  recallAt,
  reciprocalRank,
  rPrecision,
  sampleCandidates,
  scoredDcg,
  scoredNdcg,
} from '.'

const fixture = readFixture<{
  cases: {
    relevant: Record<string, number>[]
    ranked: string[][]
    perUser: Record<string, number[]>
  }[]
  scored: {
    grades: number[][]
    scores: number[][]
    weights: number[]
    ndcg: Record<'None' | '1' | '3', number>
    weighted: number
    exponential: number
    ignoreTies: number
    dcg: [number, number]
  }[]
  grouped: {
    truth: number[]
    scores: number[]
    groups: number[]
    rows: number
    plain: number
    measured: number
  }
}>(new URL('fixtures/ranking.json', import.meta.url))

const ours: Record<string, (rankings: JudgedRankings) => RankingScore> = {
  'precision@5': (rankings) => precisionAt(rankings, { k: 5 }),
  'recall@5': (rankings) => recallAt(rankings, { k: 5 }),
  'hit_rate@3': (rankings) => hitRate(rankings, { k: 3 }),
  mrr: (rankings) => reciprocalRank(rankings),
  'mrr@2': (rankings) => reciprocalRank(rankings, { k: 2 }),
  map: (rankings) => meanAveragePrecision(rankings),
  'map@5': (rankings) => meanAveragePrecision(rankings, { k: 5 }),
  ndcg: (rankings) => ndcg(rankings),
  'ndcg@5': (rankings) => ndcg(rankings, { k: 5 }),
  'ndcg_burges@5': (rankings) => ndcg(rankings, { k: 5, gain: 'exponential' }),
  'dcg@5': (rankings) => dcg(rankings, { k: 5 }),
  dcg_burges: (rankings) => dcg(rankings, { gain: 'exponential' }),
  'r-precision': (rankings) => rPrecision(rankings),
  'f1@5': (rankings) => f1At(rankings, { k: 5 }),
  'rbp.80': (rankings) => rankBiasedPrecision(rankings),
  'rbp.95': (rankings) => rankBiasedPrecision(rankings, { persistence: 0.95 }),
  'trec map': (rankings) => meanAveragePrecision(rankings),
  'trec map_cut_5': (rankings) => meanAveragePrecision(rankings, { k: 5 }),
  'trec ndcg': (rankings) => ndcg(rankings),
  'trec ndcg_cut_5': (rankings) => ndcg(rankings, { k: 5 }),
  'trec P_5': (rankings) => precisionAt(rankings, { k: 5 }),
  'trec recall_5': (rankings) => recallAt(rankings, { k: 5 }),
  'trec recip_rank': (rankings) => reciprocalRank(rankings),
  'trec Rprec': (rankings) => rPrecision(rankings),
  'trec success_5': (rankings) => hitRate(rankings, { k: 5 }),
}

describe.each(fixture.cases)(
  'what ranx and trec_eval say of ranked lists',
  ({ relevant, ranked, perUser }) => {
    const rankings = judgeRankings(
      relevant.map((grades) => new Map(Object.entries(grades))),
      ranked,
    )

    it.each(Object.keys(perUser))('%s', (name) => {
      const found = ours[name]!(rankings)
      const wanted = perUser[name]!
      expectAllClose(found.perUser, wanted, name)
      expectClose(found.mean, wanted.reduce((sum, value) => sum + value, 0) / wanted.length, 'mean')
    })

    it('does not depend on how items are named', () => {
      const numbered = (item: string) => Number(item.slice(1)) * 1e5
      const again = judgeRankings(
        relevant.map(
          (grades) => new Map(Object.entries(grades).map(([item, grade]) => [numbered(item), grade])),
        ),
        ranked.map((items) => items.map(numbered)),
      )
      expect(again).toEqual(rankings)
    })

    it('does not depend on how grades are passed', () => {
      const columns = relevant.map((grades) => ({
        items: Object.keys(grades),
        grades: Float32Array.from(Object.values(grades)),
      }))
      expect(judgeRankings(columns, ranked)).toEqual(rankings)
    })
  },
)

describe.each(fixture.scored)('what scikit-learn says of NDCG by scores', (example) => {
  it('with ties, cut-offs, weights and either gain', () => {
    const { grades, scores, weights } = example
    expectClose(scoredNdcg(grades, scores), example.ndcg.None, 'ndcg')
    expectClose(scoredNdcg(grades, scores, { k: 1 }), example.ndcg['1'], 'ndcg@1')
    expectClose(scoredNdcg(grades, scores, { k: 3 }), example.ndcg['3'], 'ndcg@3')
    expectClose(scoredNdcg(grades, scores, { weights }), example.weighted, 'weights')
    expectClose(scoredNdcg(grades, scores, { gain: 'exponential' }), example.exponential, 'exponential')
    expectAllClose(
      [scoredDcg(grades, scores), scoredDcg(grades, scores, { k: 3, weights })],
      example.dcg,
      'dcg',
    )
    const items = grades[0]!.length
    const flat = scoredNdcg(grades.flat(), scores.flat(), { items, ties: 'earlier-first' })
    // scikit-learn sorts tied items in no particular order, so only scores without ties can be compared.
    const tied = scores.some((row) => new Set(row).size < row.length)
    if (!tied) expectClose(flat, example.ignoreTies, 'ignore ties')
  })
})

it('a single item has no order, as in scikit-learn', () => {
  expect(() => scoredNdcg([[1]], [[5]])).toThrow(/single item/)
  expect(scoredDcg([[3]], [[5]])).toBe(3)
})

it('ties may be left in the order of the items', () => {
  expectClose(scoredNdcg([[1, 0]], [[5, 5]], { ties: 'earlier-first' }), 1, 'earlier')
  expectClose(scoredNdcg([[0, 1]], [[5, 5]], { ties: 'earlier-first' }), 1 / Math.log2(3), 'later')
  expectClose(scoredNdcg([[0, 1]], [[5, 5]]), (1 + 1 / Math.log2(3)) / 2, 'shared')
})

describe('measures by their definition', () => {
  const rankings = judgeRankings<string>(
    [
      new Map([
        ['a', 2],
        ['c', 1],
      ]),
      ['d'],
      [],
    ],
    [['a', 'b', 'c'], ['a', 'b', 'd'], ['a']],
  )

  it('expected reciprocal rank', () => {
    // The first item satisfies with 3/4, the third with 1/4; the second user's with 1/4 at rank 3.
    const first = 3 / 4 + (1 / 4) * (1 / 4) * (1 / 3)
    expectAllClose(expectedReciprocalRank(rankings).perUser, [first, 1 / 12], 'ERR')
    expect(() => expectedReciprocalRank(rankings, { maximumGrade: 1 })).toThrow(/an item has the grade 2/)
  })

  it('area under the curve, capped recall and MAP', () => {
    expectAllClose(rankingAuc(rankings).perUser, [0.5, 0], 'AUC')
    expectAllClose(recallAt(rankings, { k: 1, capped: true }).perUser, [1, 0], 'capped recall')
    expectAllClose(meanAveragePrecision(rankings, { k: 1, capped: true }).perUser, [1, 0], 'capped MAP')
  })

  it('users without relevant items are left out, or count 0', () => {
    expect(rankings.users).toBe(2)
    expect([...rankings.positions]).toEqual([0, 1])
    const zero = judgeRankings([['a'], []], [['a'], ['a']], { withoutRelevant: 'zero' })
    expect(ndcg(zero).mean).toBe(0.5)
  })

  it('grades below relevantFrom are not relevant', () => {
    const strict = judgeRankings(
      [
        new Map([
          ['a', 3],
          ['b', 5],
        ]),
      ],
      [['a', 'b']],
      { relevantFrom: 4 },
    )
    expect(reciprocalRank(strict).mean).toBe(0.5)
    expect(recallAt(strict, { k: 2 }).mean).toBe(1)
  })

  it('AUC inside groups', () => {
    const { truth, scores, groups, rows, plain, measured } = fixture.grouped
    const found = groupedAuc(truth, scores, groups)
    expectClose(found.mean, rows, 'by rows')
    expect(found.measuredGroups).toBe(measured)
    expectClose(groupedAuc(truth, scores, groups, { average: 'groups' }).mean, plain, 'by groups')
    expect(() => groupedAuc([1, 1], [1, 2], ['a', 'a'])).toThrow(/No group has both/)
    expect(() => groupedAuc([1, 2], [1, 2], ['a', 'a'])).toThrow(/truth\[1\] is 2/)
  })
})

describe('sampled candidates', () => {
  it('are the relevant items and distinct others, and the figures warn', () => {
    const items = Array.from({ length: 50 }, (_, at) => at)
    const input = { relevant: [[1, 2], [3]], exclude: [[4, 5], []], items, negatives: 40 }
    const { candidates, warning } = sampleCandidates(input)
    expect(warning.source).toMatch(/Krichene and Rendle/)
    candidates.forEach((own, user) => {
      expect(own).toHaveLength(input.relevant[user]!.length + 40)
      expect(new Set(own).size).toBe(own.length)
      for (const item of input.exclude[user]!) expect(own).not.toContain(item)
    })
    expect(sampleCandidates(input).candidates).toEqual(candidates)
    expect(sampleCandidates({ ...input, seed: 2 }).candidates).not.toEqual(candidates)
    const rankings = judgeRankings(input.relevant, candidates, { protocol: 'sampled' })
    expect(ndcg(rankings, { k: 10 }).warnings).toEqual([warning])
    expect(() => sampleCandidates({ ...input, negatives: 60 })).toThrow(/User 0 leaves 46 other items of 50/)
  })
})

describe('what is refused', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['unequal users', () => judgeRankings([['a']], []), /relevant has 1 users and ranked has 0/],
    ['an item twice', () => judgeRankings([['a']], [['b', 'b']]), /ranked\[0\] holds "b" twice/],
    ['a number twice', () => judgeRankings([[1]], [[5, 1, 5]]), /ranked\[0\] holds 5 twice/],
    [
      'a number twice, of a wide range',
      () => judgeRankings([[1]], [[9000, 5, 5]]),
      /ranked\[0\] holds 5 twice/,
    ],
    ['a relevant item twice', () => judgeRankings([['a', 'a']], [['b']]), /relevant\[0\] holds "a" twice/],
    ['a negative grade', () => judgeRankings([new Map([['a', -1]])], [['a']]), /the grade -1/],
    ['nobody', () => judgeRankings([[], []], [['a'], ['b']]), /No user has a relevant item/],
    ['kinds that mix', () => judgeRankings<string | number>([['a']], [[1]]), /ranked\[0\] holds 1, while/],
    ['NaN items', () => judgeRankings([[1]], [[Number.NaN]]), /holds NaN, which is no item/],
    ['k of 0', () => ndcg(judgeRankings([['a']], [['a']]), { k: 0 }), /k is 0/],
    ['k of a fraction', () => hitRate(judgeRankings([['a']], [['a']]), { k: 1.5 }), /k is 1.5/],
    ['negative grades', () => scoredNdcg([[1, -1]], [[1, 2]]), /grades\[0\]\[1\] is -1/],
    ['a flat matrix without its width', () => scoredNdcg([1, 0], [1, 2]), /items is undefined/],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })

  it('lists that are none', () => {
    const untyped: { lists: string[][]; items: string[] } = JSON.parse('{"lists":[5],"items":[7]}')
    expect(() => judgeRankings([['a']], untyped.lists)).toThrow(/ranked\[0\] is 5, not a list/)
    expect(() => judgeRankings(untyped.items, [['a']])).toThrow(/relevant\[0\] is 7, not a list/)
  })
})

describe('the plain twin of judging', () => {
  const draws = Draws.from(3)
  const users = 60
  const named = (item: number) => `item ${item}`
  const numbers = Array.from({ length: users }, (_, user) => {
    const items = draws.shuffle(
      Int32Array.from({ length: 50 }, (_, item) => item * (user % 3 === 0 ? 40_000 : 1)),
    )
    const grades = new Map(Array.from(items.subarray(0, draws.below(9)), (item) => [item, draws.below(4)]))
    return { grades, list: draws.shuffle(items).subarray(0, draws.below(50)) }
  })
  const byHand = numbers.map(({ grades, list }) => ({
    hits: Array.from(list, (item, at) => [at + 1, grades.get(item) ?? 0]).filter(([, grade]) => grade! > 0),
    ideal: [...grades.values()].filter((grade) => grade > 0).sort((a, b) => b - a),
  }))

  it.each([
    ['numbers', numbers.map(({ grades }) => grades), numbers.map(({ list }) => list)],
    [
      'texts',
      numbers.map(({ grades }) => new Map([...grades].map(([item, grade]) => [named(item), grade]))),
      numbers.map(({ list }) => Array.from(list, named)),
    ],
  ])('finds the same hits of %s', (_, relevant, ranked) => {
    const found = judgeRankings<string | number>(relevant, ranked, { withoutRelevant: 'zero' })
    expect(found.users).toBe(users)
    byHand.forEach(({ hits, ideal }, user) => {
      const own = (values: Float64Array, starts: Int32Array) =>
        Array.from(values.subarray(starts[user]!, starts[user + 1]!))
      expect(own(found.hitRanks, found.hitStarts)).toEqual(hits.map(([rank]) => rank))
      expect(own(found.hitGrades, found.hitStarts)).toEqual(hits.map(([, grade]) => grade))
      expect(own(found.ideal, found.idealStarts)).toEqual(ideal)
      expect(found.lengths[user]).toBe(numbers[user]!.list.length)
    })
  })

  it('refuses a grade from which nothing would be irrelevant', () => {
    expect(() => judgeRankings([['a']], [['a']], { relevantFrom: 0 })).toThrow(/relevantFrom is 0/)
  })
})
