import { GraftError } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import * as classification from './classification'
import * as clustering from './clustering'
import * as images from './images'
import * as multilabel from './multilabel'
import * as ranking from './ranking'
import * as recommendation from './recommendation'
import * as regression from './regression'
import { classificationExamples } from './testing/bad-input/classification'
import { clusteringExamples } from './testing/bad-input/clustering'
import { imageExamples } from './testing/bad-input/images'
import { type Example, kinds, type Spoilt } from './testing/bad-input/kinds'
import { multilabelExamples } from './testing/bad-input/multilabel'
import { rankingExamples } from './testing/bad-input/ranking'
import { recommendationExamples } from './testing/bad-input/recommendation'
import { regressionExamples } from './testing/bad-input/regression'
import { textExamples } from './testing/bad-input/text'
import * as text from './text'

// Every public measure with input that is good, and every argument of it spoilt in each way that its kind can be:
// each must end in a GraftError that names the argument, the position where there is one, and what to do.

const measures: Readonly<Record<string, (...args: never[]) => unknown>> = {
  ...classification,
  ...clustering,
  ...images,
  ...multilabel,
  ...ranking,
  ...recommendation,
  ...regression,
  ...text,
}
const examples: Readonly<Record<string, Example>> = {
  ...classificationExamples,
  ...clusteringExamples,
  ...imageExamples,
  ...multilabelExamples,
  ...rankingExamples,
  ...recommendationExamples,
  ...regressionExamples,
  ...textExamples,
}

/** The arguments with another value at a path such as `2.weights`. */
function replaced(args: readonly unknown[], path: string, change: (good: unknown) => unknown): unknown[] {
  const [position, name] = path.split('.')
  return args.map((arg, at) => {
    if (at !== Number(position)) return arg
    if (name === undefined) return change(arg)
    const options = new Map(Object.entries(Object(arg)))
    return Object.fromEntries(options.set(name, change(options.get(name))))
  })
}

const spoiltCalls = Object.entries(examples).flatMap(([measure, { args, kinds: own }]) =>
  Object.entries(own).flatMap(([path, [name, kind]]) =>
    Object.entries<Spoilt>(kinds[kind]).flatMap(([title, { value, position }]) => {
      // A column that has no other beside it cannot be a row too few.
      const columns = Object.values(own).filter(([, kind]) => 'a row too few' in kinds[kind])
      if (title === 'a row too few' && columns.length < 2) return []
      const spoilt = replaced(args, path, (good) => value(Array.isArray(good) ? good : [good]))
      return [{ measure, name, title, spoilt, position }]
    }),
  ),
)

describe.each(Object.keys(examples))('%s', (measure) => {
  it('takes the example', () => {
    expect(() => Reflect.apply(measures[measure]!, undefined, examples[measure]!.args)).not.toThrow()
  })

  it.each(spoiltCalls.filter((call) => call.measure === measure))(
    'refuses $title in $name',
    ({ name, spoilt, position }) => {
      let error: unknown
      try {
        const result = Reflect.apply(measures[measure]!, undefined, spoilt)
        expect.fail(
          `it gave ${JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))}`,
        )
      } catch (thrown) {
        error = thrown
      }
      if (!GraftError.isInstance(error)) throw error
      expect(error.message).toContain(name)
      if (position !== undefined) expect(error.message).toContain(position)
      // What is wrong, where, and then a sentence that says what to do.
      expect(error.message).toMatch(/^\S.*\. \(.+\) [A-Z].*\.$/s)
    },
  )
})

it('examples are there for every public measure', () => {
  const public_ = Object.entries(measures).filter(([, measure]) => typeof measure === 'function')
  expect(Object.keys(examples).sort()).toEqual(public_.map(([name]) => name).sort())
})

describe('what is unusual and right', () => {
  it.each([
    ['far apart', [123456789, -5, 70000, 123456789], [123456789, 70000, 70000, 123456789]],
    ['fractions', [0.5, 1.5, 0.5, 2.5], [0.5, 1.5, 1.5, 2.5]],
    ['booleans', [true, false, true, false], [true, false, false, false]],
  ])('labels that are %s', (_, truth, predicted) => {
    expect(classification.accuracy<number | boolean>(truth, predicted)).toBe(0.75)
    expect(classification.confusionMatrix<number | boolean>(truth, predicted).counts.flat()).toContain(1)
  })

  it('a k beyond every list', () => {
    const rankings = ranking.judgeRankings([['a', 'x']], [['b', 'a']])
    for (const k of [1e9, Number.MAX_SAFE_INTEGER]) {
      expect(ranking.ndcg(rankings, { k }).mean).toBe(ranking.ndcg(rankings).mean)
      expect(ranking.recallAt(rankings, { k }).mean).toBe(0.5)
      expect(ranking.precisionAt(rankings, { k }).mean).toBe(1 / k)
      expect(ranking.scoredNdcg([[1, 0]], [[0.1, 0.3]], { k })).toBe(
        ranking.scoredNdcg([[1, 0]], [[0.1, 0.3]]),
      )
      expect(classification.topKAccuracy(['a', 'b'], [[0.1, 0.9]].concat([[0.2, 0.8]]), { k })).toBe(1)
      expect(recommendation.catalogueCoverage([['a']], ['a', 'b'], { k })).toBe(0.5)
      expect(clustering.neighbourRecall([[0], [1], [9]], ['a', 'a', 'b'], { k })).toBe(1)
    }
    expect(() => classification.reliabilityCurve([0, 1], [0.1, 0.9], { bins: 1e9 })).toThrow(
      /bins is 1000000000/,
    )
    expect(() => text.bleu(['a'], ['a'], { maximumOrder: 1e9 })).toThrow(/maximumOrder is 1000000000/)
  })

  it('columns that are iterated, of another realm, or views of memory', () => {
    const truth = [0, 1, 1, 0]
    const memory = new Float32Array([9, 0.1, 0.9, 0.4, 0.3])
    const wanted = classification.rocAuc(truth, [0.1, 0.9, 0.4, 0.3])
    expect(classification.rocAuc(new Set([0, 1]).values(), [0.1, 0.9])).toBe(1)
    expect(classification.rocAuc(new Uint8Array(truth), memory.subarray(1))).toBe(wanted)
    expect(classification.rocAuc(truth.values(), memory.subarray(1).values())).toBe(wanted)
  })
})

describe('typed arrays of BigInt', () => {
  const untyped: { truth: number[] } = Object({ truth: new BigInt64Array([1n, 0n]) })

  it('are refused with what to do', () => {
    expect(() => classification.accuracy(untyped.truth, [1, 0])).toThrow(/truth\[0\] is 1n.*Convert BigInt/)
    expect(() => regression.meanSquaredError([1, 0], untyped.truth)).toThrow(/predicted\[0\] is 1n.*Number/)
    expect(() => classification.rocAuc([1, 0], untyped.truth)).toThrow(/scores\[0\] is 1n/)
  })
})
