import { describe, expect, it } from 'vitest'
import { calibrationError, logLoss } from '../classification'
import { Draws } from '../random/draws'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  applyOneVsRest,
  applyTemperature,
  applyVennAbers,
  calibrate,
  fitBeta,
  fitIsotonic,
  fitOneVsRest,
  fitPlatt,
  fitTemperature,
  fitVennAbers,
} from '.'

interface Example {
  readonly kind: string
  readonly truth: number[]
  readonly scores: number[]
  readonly weights: number[] | null
  readonly new: number[]
  readonly platt: [number, number]
  readonly sigmoid: number[]
  readonly isotonic: number[]
  readonly beta?: number[]
  readonly betacal?: number[]
  readonly vennAbers?: [number[], number[]]
  readonly vennAbersLibrary?: [number[], [number, number][]]
}

const fixture = readFixture<{
  cases: Example[]
  multiclass: {
    method: 'sigmoid' | 'isotonic'
    truth: number[]
    scores: number[][]
    weights: number[]
    new: number[][]
    expected: number[][]
  }[]
  temperatures: {
    truth: number[]
    logits: number[][]
    weights: number[] | null
    temperature: number
    sklearn?: number[][]
  }[]
}>(new URL('fixtures/calibration.json', import.meta.url))

const stored = <C extends object>(calibrator: C): C => JSON.parse(JSON.stringify(calibrator))

describe.each(fixture.cases)('fits on small rows: $kind', ({ truth, scores, weights, ...wanted }) => {
  const options = weights === null ? {} : { weights }

  it("Platt finds the best sigmoid, and scikit-learn's probabilities to its optimizer's precision", () => {
    const calibrator = fitPlatt(truth, scores, options)
    expectClose(calibrator.slope / wanted.platt[0], 1, 'slope')
    expectClose(calibrator.intercept, wanted.platt[1], 'intercept')
    expectAllClose(calibrate(stored(calibrator), wanted.new), wanted.sigmoid, 'sigmoid', 1e-7)
  })

  it("isotonic is scikit-learn's", () => {
    const calibrator = fitIsotonic(truth, scores, options)
    expectAllClose(calibrate(stored(calibrator), wanted.new), wanted.isotonic, 'isotonic')
  })

  it('beta finds the best map that does not fall', () => {
    if (wanted.beta === undefined) {
      expect(() => fitBeta(truth, scores)).toThrow(/not a probability/)
      return
    }
    const calibrator = fitBeta(truth, scores, options)
    const found = calibrate(stored(calibrator), wanted.new)
    expectAllClose(found, wanted.beta, 'beta')
    // betacal stops where scikit-learn's logistic regression does.
    if (wanted.betacal !== undefined) expectAllClose(found, wanted.betacal, 'betacal', 2e-4)
    expect(Math.min(calibrator.a, calibrator.b)).toBeGreaterThanOrEqual(0)
  })

  it('Venn-Abers is two isotonic fits with the new row', () => {
    if (wanted.vennAbers === undefined) return
    const calibrator = fitVennAbers(truth, scores, options)
    const found = applyVennAbers(calibrator, wanted.new)
    const [lower, upper] = wanted.vennAbers
    expectAllClose(
      found.map((own) => own.lower),
      lower,
      'lower',
    )
    expectAllClose(
      found.map((own) => own.upper),
      upper,
      'upper',
    )
    const merged = lower.map((low, at) => upper[at]! / (1 - low + upper[at]!))
    expectAllClose(calibrate(stored(calibrator), wanted.new), merged, 'merged')
    if (wanted.vennAbersLibrary === undefined) return
    const [probability, intervals] = wanted.vennAbersLibrary
    expectAllClose(
      found.map((own) => own.probability),
      probability,
      'the library',
    )
    expectAllClose(
      found.flatMap((own) => [own.lower, own.upper]),
      intervals.flat(),
      'its intervals',
    )
  })
})

describe('more than two classes', () => {
  it.each(fixture.multiclass)("each against the rest is scikit-learn's $method", (example) => {
    const { method, truth, scores, weights } = example
    const fit = { sigmoid: fitPlatt, isotonic: fitIsotonic }[method]
    const calibrator = fitOneVsRest({ truth, scores, weights, labels: [0, 1, 2], fit })
    const found = applyOneVsRest(stored(calibrator), example.new)
    const tolerance = method === 'sigmoid' ? 1e-7 : 1e-9
    expectAllClose(found, example.expected.flat(), method, tolerance)
    expect(applyOneVsRest(calibrator, example.new.flat())).toEqual(found)
  })

  it.each(fixture.temperatures)('the temperature with the least log loss', (example) => {
    const { truth, logits, weights, temperature, sklearn } = example
    const options = weights === null ? {} : { weights }
    const found = fitTemperature(truth, logits, options)
    expectClose(found.temperature / temperature, 1, 'temperature')
    const probabilities = applyTemperature(stored(found), logits)
    const before = applyTemperature({ ...found, temperature: 1 }, logits.flat())
    expect(logLoss(truth, probabilities, options)).toBeLessThan(logLoss(truth, before, options))
    if (sklearn === undefined) return
    expectAllClose(applyTemperature(found, logits.slice(0, 10)), sklearn.flat(), 'scikit-learn', 1e-7)
  })
})

describe('what a model that is too sure gains on new rows', () => {
  const draws = Draws.from(19)
  const sample = (rows: number) => {
    const probability = Float64Array.from({ length: rows }, () => draws.uniform())
    const truth = Array.from(probability, (p) => (draws.uniform() < p ? 1 : 0))
    // The log odds three times too large.
    const scores = probability.map((p) => 1 / (1 + Math.exp(-3 * Math.log(p / (1 - p)))))
    return { truth, scores }
  }
  const train = sample(3000)
  const test = sample(3000)
  const raw = calibrationError(test.truth, test.scores)

  it.each([
    ['Platt, of log odds', () => fitPlatt(train.truth, train.scores.map(logit)), logit],
    ['isotonic', () => fitIsotonic(train.truth, train.scores), (score: number) => score],
    ['beta', () => fitBeta(train.truth, train.scores), (score: number) => score],
    ['Venn-Abers', () => fitVennAbers(train.truth, train.scores), (score: number) => score],
  ] as const)('%s', (_, fit, prepare) => {
    const calibrated = calibrate(fit(), test.scores.map(prepare))
    expect(raw).toBeGreaterThan(0.1)
    expect(calibrationError(test.truth, calibrated)).toBeLessThan(0.05)
  })
})

function logit(p: number): number {
  const inside = Math.min(Math.max(p, 1e-12), 1 - 1e-12)
  return Math.log(inside / (1 - inside))
}

describe('where there is no one best', () => {
  const truth = [1, 0, 1, 1]

  it('scores that are all alike say no more than the share of positive rows', () => {
    expect(fitBeta(truth, [0.3, 0.3, 0.3, 0.3])).toMatchObject({ a: 0, b: 0 })
    expectAllClose(calibrate(fitBeta(truth, [0.3, 0.3, 0.3, 0.3]), [0, 1]), [0.75, 0.75], 'beta')
    expectAllClose(calibrate(fitIsotonic(truth, [5, 5, 5, 5]), [0, 9]), [0.75, 0.75], 'isotonic')
    expect(fitPlatt(truth, [5, 5, 5, 5]).slope).toBe(0)
  })

  it('scores of 0 and 1 that say nothing are taken for nothing', () => {
    expectAllClose(calibrate(fitBeta([1, 0, 1, 0], [0, 0, 1, 1]), [0, 0.5, 1]), [0.5, 0.5, 0.5], 'beta')
  })

  it('scores that separate the classes become a steep, finite step', () => {
    const separated = fitBeta([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    expect(Number.isFinite(separated.a + separated.b + separated.c)).toBe(true)
    const [low, high] = calibrate(separated, [0.2, 0.8])
    expect(low).toBeLessThan(1e-6)
    expect(high).toBeGreaterThan(1 - 1e-6)
  })

  it('scores of any size are of use', () => {
    const scores = [1e300, -1e300, 3e299, 1, 2]
    const found = calibrate(fitPlatt([1, 0, 1, 1, 0], scores), scores)
    expect(found[1]).toBeLessThan(0.5)
    expect(found[0]).toBeGreaterThan(0.5)
    expect(calibrate(fitPlatt([0, 1, 0, 1], [-1.7e308, 1.7e308, 0, 1]), [0]).every(Number.isFinite)).toBe(
      true,
    )
  })
})

it('Venn-Abers of thirty thousand rows takes a moment', () => {
  const draws = Draws.from(6)
  const scores = Float64Array.from({ length: 30_000 }, () => draws.uniform())
  const truth = Array.from(scores, (score) => (draws.uniform() < score ? 1 : 0))
  const found = applyVennAbers(fitVennAbers(truth, scores), scores)
  expect(found.every(({ lower, upper }) => lower <= upper && upper - lower < 0.2)).toBe(true)
})

it.each<[string, () => unknown, RegExp]>([
  [
    'one class',
    () => fitPlatt([1, 1], [0.1, 0.2]),
    /A calibration is not defined: no row of truth is negative/,
  ],
  ['NaN', () => fitIsotonic([0, 1], [0, Number.NaN]), /scores\[1\] is NaN/],
  ['strings without a positive class', () => fitBeta(['a', 'b'], [0, 1]), /Pass positive/],
  [
    'logits that are all right',
    () => fitTemperature(['a', 'b'], [9, 0, 0, 9]),
    /No temperature fits: no row is wrong/,
  ],
  [
    'logits no better than chance',
    () => fitTemperature(['a', 'b'], [0, 9, 9, 0]),
    /No temperature fits: the logits are no better than chance/,
  ],
  [
    'a temperature of 0',
    () => applyTemperature({ kind: 'temperature', temperature: 0, classes: 2 }, [[1, 2]]),
    /temperature is 0/,
  ],
  [
    'half a row of logits',
    () => applyTemperature({ kind: 'temperature', temperature: 1, classes: 2 }, [1, 2, 3]),
    /logits has 3 values; 2 rows of 2 classes make 4/,
  ],
  [
    'a margin where a probability is needed',
    () => calibrate({ kind: 'beta', a: 1, b: 1, c: 0 }, [0.5, 1.5]),
    /scores\[1\] is 1.5, not a probability/,
  ],
  [
    'a damaged calibrator',
    () => calibrate({ kind: 'isotonic', scores: [0, 1], probabilities: [0] }, [0.5]),
    /scores has 2 rows and calibrator.probabilities has 1/,
  ],
  [
    'a calibrator without numbers',
    () => calibrate(JSON.parse('{"kind":"platt","slope":null}'), [1]),
    /calibrator\[0\] is null/,
  ],
  ['no calibrator', () => calibrate(JSON.parse('{"kind":"spline"}'), [1]), /of no known kind/],
])('refuses %s', (_, attempt, message) => {
  expect(attempt).toThrow(message)
})
