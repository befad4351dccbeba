import { describe, expect, it } from 'vitest'
import type { Label } from '../input/label-index'
import { Draws } from '../random/draws'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import { accuracy } from './accuracy'
import { balancedAccuracy } from './balanced-accuracy'
import type { ClassAverage } from './class-average'
import { classScores, type ZeroDivision } from './class-scores'
import { cohenKappa } from './cohen-kappa'
import { confusionMatrix } from './confusion-matrix'
import { f1, fBeta } from './f-beta'
import { matthews } from './matthews'
import { precision } from './precision'
import { recall } from './recall'

interface LabelCase {
  readonly name: string
  readonly truth: Label[]
  readonly predicted: Label[]
  readonly weights: number[] | null
  readonly positive: Label | null
  readonly labels: Label[]
  readonly expected: {
    readonly accuracy: number
    readonly balancedAccuracy: number
    readonly matthews: number
    readonly confusion: Record<'None' | 'true' | 'pred' | 'all', number[][]>
    readonly kappa: Record<'None' | 'linear' | 'quadratic', number>
    readonly averages: [ClassAverage, number, number, number, number, number][]
    readonly perClass: [number, number[], number[], number[], number[]][]
  }
}

const { labels: cases } = readFixture<{ labels: LabelCase[] }>(
  new URL('fixtures/classification.json', import.meta.url),
)
const zeroDivisionOf = (value: number): ZeroDivision => (value === 0 ? 0 : value === 1 ? 1 : 'nan')

describe.each(cases)(
  'what scikit-learn says of $name',
  ({ truth, predicted, weights, positive, labels, expected }) => {
    const weighted = weights === null ? {} : { weights }

    it('accuracy, balanced accuracy, Matthews', () => {
      expectClose(accuracy(truth, predicted, weighted), expected.accuracy, 'accuracy')
      expectClose(balancedAccuracy(truth, predicted, weighted), expected.balancedAccuracy, 'balanced')
      expectClose(matthews(truth, predicted, weighted), expected.matthews, 'matthews')
    })

    it('confusion matrix, normalised four ways', () => {
      const found = confusionMatrix(truth, predicted, weighted)
      expect(found.labels).toEqual(labels)
      for (const [key, normalize] of [
        ['true', 'truth'],
        ['pred', 'predicted'],
        ['all', 'all'],
      ] as const) {
        const { counts } = confusionMatrix(truth, predicted, { ...weighted, normalize })
        counts.forEach((line, at) => {
          expectAllClose(line, expected.confusion[key][at]!, normalize)
        })
      }
      found.counts.forEach((line, at) => {
        expectAllClose(line, expected.confusion.None[at]!, 'counts')
      })
    })

    it("Cohen's kappa", () => {
      for (const [key, penalty] of [
        ['None', 'none'],
        ['linear', 'linear'],
        ['quadratic', 'quadratic'],
      ] as const) {
        const wanted = expected.kappa[key]
        if (Number.isNaN(wanted)) {
          expect(() => cohenKappa(truth, predicted, { ...weighted, penalty })).toThrow(/not defined/)
          expect(cohenKappa(truth, predicted, { ...weighted, penalty, whenUndefined: 0 })).toBe(0)
        } else expectClose(cohenKappa(truth, predicted, { ...weighted, penalty }), wanted, penalty)
      }
    })

    it('precision, recall and F-beta, every average, every zero division', () => {
      for (const [average, zero, beta, wantedPrecision, wantedRecall, wantedF] of expected.averages) {
        const options = {
          ...weighted,
          average,
          zeroDivision: zeroDivisionOf(zero),
          ...(positive === null ? {} : { positive }),
        }
        const what = `${average} ${zero} ${beta}`
        expectClose(precision(truth, predicted, options), wantedPrecision, `precision ${what}`)
        expectClose(recall(truth, predicted, options), wantedRecall, `recall ${what}`)
        expectClose(fBeta(truth, predicted, { ...options, beta }), wantedF, `F ${what}`)
        if (beta === 1) expectClose(f1(truth, predicted, options), wantedF, `F1 ${what}`)
      }
      for (const [zero, wantedPrecision, wantedRecall, wantedF, wantedSupport] of expected.perClass) {
        const found = classScores(truth, predicted, {
          ...weighted,
          beta: 2,
          zeroDivision: zeroDivisionOf(zero),
        })
        expectAllClose(found.precision, wantedPrecision, 'precision')
        expectAllClose(found.recall, wantedRecall, 'recall')
        expectAllClose(found.fBeta, wantedF, 'F2')
        expectAllClose(found.support, wantedSupport, 'support')
      }
    })
  },
)

describe('labels', () => {
  const truth = ['spam', 'ham', 'spam', 'eggs']
  const predicted = ['spam', 'spam', 'ham', 'eggs']

  it('may be chosen and ordered', () => {
    expect(confusionMatrix(truth, predicted, { labels: ['spam', 'ham'] }).counts).toEqual([
      [1, 1],
      [1, 0],
    ])
    expect(classScores(truth, predicted, { labels: ['spam', 'never'] })).toEqual({
      labels: ['spam', 'never'],
      precision: [0.5, 0],
      recall: [0.5, 0],
      fBeta: [0.5, 0],
      support: [2, 0],
    })
    expect(() => confusionMatrix(truth, predicted, { labels: ['tea'] })).toThrow(/at least one label that/)
    expect(() => confusionMatrix(truth, predicted, { labels: ['spam', 'spam'] })).toThrow(/repeats "spam"/)
  })

  it('many bytes, counted by another loop, are what plain numbers are', () => {
    const draws = Draws.from(9)
    const truth = Uint8Array.from({ length: 70_000 }, () => 40 + draws.below(5))
    const predicted = truth.map((label) => (draws.below(3) > 0 ? label : 42 + draws.below(200)))
    const plain = [Array.from(truth), Array.from(predicted)] as const
    expect(confusionMatrix(truth, predicted)).toEqual(confusionMatrix(...plain))
    const named = { labels: [41, 7, 250] }
    expect(confusionMatrix(truth, predicted, named)).toEqual(confusionMatrix(...plain, named))
    expect(classScores(truth, predicted)).toEqual(classScores(...plain))
    expect(accuracy(truth, predicted)).toBe(accuracy(...plain))
    expect(() => confusionMatrix(truth, predicted, { labels: [7] })).toThrow(/No row of truth/)
  })

  it('may be booleans, typed arrays and iterables', () => {
    expect(f1([true, false, true], [true, true, true])).toBe(0.8)
    expect(accuracy(Uint8Array.of(1, 0, 2), Float64Array.of(1, 0, 1))).toBeCloseTo(2 / 3)
    expect(accuracy(new Set([1, 2]), [1, 2].values())).toBe(1)
  })

  it('are sorted by code point', () => {
    const odd = ['\u{1f600}', '\uffff', 'z', 'a']
    expect(confusionMatrix(odd, odd).labels).toEqual(['a', 'z', '\uffff', '\u{1f600}'])
  })

  it('may be many', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `label ${at}`)
    expect(f1(many, many, { average: 'macro' })).toBe(1)
    expect(() => confusionMatrix(many, many)).toThrow(/more than 4096 distinct labels/)
    const some = Array.from({ length: 300 }, (_, at) => at * 7)
    expect(confusionMatrix(some, some).counts.every((line, at) => line[at] === 1)).toBe(true)
  })
})

describe('what is refused', () => {
  const code = (attempt: () => unknown) => {
    try {
      attempt()
    } catch (error) {
      return error
    }
    return undefined
  }

  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => accuracy([], []), /truth is empty/],
    ['unequal lengths', () => accuracy([1, 2], [1]), /truth has 2 rows and predicted has 1/],
    ['NaN', () => accuracy([1, Number.NaN], [1, 1]), /truth\[1\] is NaN/],
    ['holes', () => accuracy(new Array<number>(2), [1, 1]), /truth\[0\] is undefined/],
    ['negative weights', () => accuracy([1, 2], [1, 1], { weights: [1, -1] }), /weights\[1\] is -1/],
    ['infinite weights', () => f1([1, 0], [1, 1], { weights: [1, Infinity] }), /weights\[1\] is Infinity/],
    ['too few weights', () => f1([1, 0], [1, 1], { weights: [1] }), /weights has 1 values for 2 rows/],
    ['weights of 0', () => f1([1, 0], [1, 1], { weights: [0, 0] }), /Every weight is 0/],
    ['mixed kinds', () => accuracy<Label>([1, '1'], [1, 1]), /truth\[1\] is "1", while other labels/],
    ['many classes without an average', () => f1([0, 1, 2], [0, 1, 2]), /Pass average: 'macro'/],
    ['strings without a positive class', () => f1(['a', 'b'], ['a', 'b']), /Pass positive/],
    ['an unknown positive class', () => f1(['a', 'b'], ['a', 'b'], { positive: 'c' }), /positive is "c"/],
    ['a beta below 0', () => fBeta([0, 1], [0, 1], { beta: -1 }), /beta is -1/],
    ['adjusting one class', () => balancedAccuracy([1], [1], { adjusted: true }), /single class/],
  ])('%s', (_, attempt, message) => {
    const error = code(attempt)
    expect(error).toMatchObject({ name: 'GraftError' })
    expect(String(error)).toMatch(message)
  })

  it('values that only untyped callers can pass', () => {
    const parsed: { truth: string; big: number[]; average: 'macro'; zero: 0 } = JSON.parse(
      '{"truth":"spam","average":"median","zero":7}',
    )
    expect(() => accuracy(parsed.truth, ['spam'])).toThrow(/truth is "spam", not a list/)
    expect(() => accuracy(parsed.big, [1])).toThrow(/truth is undefined, not a list/)
    expect(() => f1([1, 0], [1, 1], { average: parsed.average })).toThrow(/average is "median"/)
    expect(() => precision([1, 0], [0, 0], { zeroDivision: parsed.zero })).toThrow(/zeroDivision is 7/)
    const big: Iterable<number | bigint> = BigInt64Array.of(1n, 2n)
    const isNumber = (_: Iterable<number | bigint>): _ is Iterable<number> => true
    if (isNumber(big)) expect(() => accuracy(big, [1, 2])).toThrow(/truth\[0\] is 1n.*Number/)
  })
})
