import { describe, expect, it } from 'vitest'
import { logLoss, rocAuc } from '../classification'
import { Draws } from '../random/draws'
import { rSquared } from '../regression'
import { accumulate, labelStreams, numberStreams, scoreStreams } from '.'
import { ErrorFreeSum, quotientOf } from './error-free-sum'
import { QuantileSketch } from './quantile-sketch'

const draws = Draws.from(17)
const anySize = () => (draws.uniform() - 0.5) * 2 ** (draws.below(1800) - 900)

describe('a sum without rounding', () => {
  it('is the exact sum, rounded once, whatever the order and grouping', () => {
    for (let repetition = 0; repetition < 200; repetition++) {
      const values = Array.from({ length: 40 }, anySize)
      // Much that cancels, so that what is small decides.
      const all = [...values, ...values.slice(5).map((value) => -value)]
      const exact = all.reduce((sum, value) => sum + wholeOf(value), 0n)
      const sums = [all, all.toReversed(), all.toSorted((a, b) => a - b)].map((order) => {
        const sum = new ErrorFreeSum()
        for (const value of order) sum.add(value)
        return sum
      })
      const halves = [new ErrorFreeSum(), new ErrorFreeSum()] as const
      for (const value of all) halves[draws.below(2)]!.add(value)
      halves[0].merge(halves[1])
      for (const sum of [...sums, halves[0]]) {
        expect(sum.exact).toBe(exact)
        expect(sum.value).toBe(numberOf(exact))
      }
    }
  })

  it('knows what products lose', () => {
    for (let repetition = 0; repetition < 500; repetition++) {
      const [a, b] = [draws.normal() * 1e8, draws.normal() / 3]
      const sum = new ErrorFreeSum()
      sum.addProduct(a, b)
      // Both are whole numbers of 2⁻¹⁰⁷⁴, their product of 2⁻²¹⁴⁸.
      expect(sum.exact << 1074n).toBe(wholeOf(a) * wholeOf(b))
    }
  })

  it('divides whole numbers of any size to the nearest number', () => {
    expect(quotientOf(1n, 3n)).toBe(1 / 3)
    expect(quotientOf(-(10n ** 400n), 10n ** 399n)).toBe(-10)
    expect(quotientOf(0n, -5n)).toBe(0)
    expect(quotientOf(1n, 10n ** 320n)).toBe(1e-320)
    for (let repetition = 0; repetition < 200; repetition++) {
      const [a, b] = [1 + draws.below(2 ** 40), 1 + draws.below(2 ** 40)]
      expect(quotientOf(BigInt(a), BigInt(b))).toBe(a / b)
    }
  })

  it('refuses to overflow', () => {
    const sum = new ErrorFreeSum()
    sum.add(1.7e308)
    expect(() => sum.add(1.7e308)).toThrow(/greater than any number/)
  })
})

/** The value in whole numbers of 2⁻¹⁰⁷⁴, by repeated doubling. */
function wholeOf(value: number): bigint {
  let scaled = value
  let shift = 0n
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    shift++
  }
  return (BigInt(scaled) << 1074n) >> shift
}

function numberOf(whole: bigint): number {
  return quotientOf(whole, 1n << 1074n)
}

describe('a sketch of values', () => {
  const orders: Record<string, (rows: number) => Float64Array> = {
    random: (rows) => Float64Array.from({ length: rows }, () => draws.normal()),
    rising: (rows) => Float64Array.from({ length: rows }, (_, row) => row),
    'in waves': (rows) => Float64Array.from({ length: rows }, (_, row) => (row * 7919) % 1000),
    'of few values': (rows) => Float64Array.from({ length: rows }, () => draws.below(3)),
  }

  it.each(Object.keys(orders))('%s: shares are off by less than it says, in 99 of 100', (order) => {
    const rows = 30_000
    let far = 0
    let asked = 0
    let sumOfRatios = 0
    for (let repetition = 0; repetition < 30; repetition++) {
      const values = orders[order]!(rows)
      const sketches = Array.from({ length: 5 }, (_, shard) => new QuantileSketch(64, repetition * 5 + shard))
      for (let start = 0; start < rows; start += 500) {
        const part = new QuantileSketch(64, repetition)
        part.add(values.subarray(start, start + 500))
        sketches[draws.below(5)]!.merge(part)
      }
      const whole = sketches.reduce((sum, sketch) => {
        sum.merge(sketch)
        return sum
      })
      expect(whole.count).toBe(rows)
      const kept = whole.weightedValues()
      expect(kept.values.length).toBeLessThan(64 * 3 + 8 * 20)
      for (const share of [0.01, 0.2, 0.5, 0.77, 0.99]) {
        const at = values.toSorted()[Math.floor(share * rows)]!
        const below = values.filter((value) => value <= at).length
        const found = kept.values.reduce((sum, value, row) => sum + (value <= at ? kept.weights[row]! : 0), 0)
        const error = Math.abs(found - below) / rows
        asked++
        sumOfRatios += error / whole.rankError(0.01)
        if (error > whole.rankError(0.01)) far++
      }
    }
    expect(far / asked).toBeLessThanOrEqual(0.01)
    // And the bound is no more than a few times what errors are.
    if (order !== 'of few values') expect(sumOfRatios / asked).toBeGreaterThan(0.05)
  })

  it('says how small its error is', () => {
    const sketch = new QuantileSketch(8192, 1)
    for (let part = 0; part < 40; part++) {
      const values = new QuantileSketch(8192, 1)
      values.add(Float64Array.from({ length: 25_000 }, () => draws.uniform()))
      sketch.merge(values)
    }
    expect(sketch.rankError(0.01)).toBeLessThan(0.0005)
    expect(sketch.weightedValues().values.length).toBeLessThan(3.1 * 8192)
  })

  it('gives areas within the error that it tells', () => {
    let far = 0
    for (let repetition = 0; repetition < 40; repetition++) {
      const stream = accumulate({ area: scoreStreams.rocAuc({ size: 128, seed: repetition }) })
      const truth: number[] = []
      const scores: number[] = []
      for (let part = 0; part < 10; part++) {
        const own = Array.from({ length: 1000 }, () => (draws.uniform() < 0.2 ? 1 : 0))
        const given = own.map((positive) => Math.round(40 * (positive + draws.normal())) / 40)
        stream.update({ truth: own, scores: given })
        truth.push(...own)
        scores.push(...given)
      }
      const { value, error } = stream.result().area
      expect(error).toBeGreaterThan(0)
      if (Math.abs(value - rocAuc(truth, scores)) > error) far++
    }
    expect(far).toBeLessThanOrEqual(1)
  })

  it('holds the median between the values that it tells', () => {
    const stream = accumulate({ error: numberStreams.medianAbsoluteError({ size: 128 }) })
    const errors: number[] = []
    for (let part = 0; part < 30; part++) {
      const truth = Array.from({ length: 1000 }, () => draws.normal())
      stream.update({ truth, predicted: truth.map(() => 0) })
      errors.push(...truth.map(Math.abs))
    }
    const median = errors.sort((a, b) => a - b)[15_000]!
    const { lower, upper, value, rankError } = stream.result().error
    expect(lower).toBeLessThanOrEqual(median)
    expect(upper).toBeGreaterThanOrEqual(median)
    expect(Math.abs(value - median)).toBeLessThan(0.1)
    expect(rankError).toBeLessThan(0.1)
  })
})

describe('a stream', () => {
  it('loses nothing where the truth lies far from 0 and hardly varies', () => {
    const truth = Array.from({ length: 1000 }, () => 1e9 + draws.normal())
    const predicted = truth.map((value) => value + 0.1 * draws.normal())
    const stream = accumulate({ share: numberStreams.rSquared() })
    for (let row = 0; row < 1000; row += 10) {
      stream.update({ truth: truth.slice(row, row + 10), predicted: predicted.slice(row, row + 10) })
    }
    expect(stream.result().share).toBeCloseTo(rSquared(truth, predicted), 9)
    const constant = accumulate({ share: numberStreams.rSquared() })
    constant.update({ truth: [0.1, 0.1, 0.1], predicted: [0.1, 0.2, 0.1] })
    expect(constant.result().share).toBe(0)
  })

  it('is not changed by a batch that is refused, nor by an empty one', () => {
    const stream = accumulate({
      accuracy: labelStreams.accuracy(),
      loss: scoreStreams.logLoss({ labels: [0, 1] }),
      area: scoreStreams.rocAuc(),
    })
    stream.update({ truth: [0, 1, 1], predicted: [0, 1, 0], scores: [0.2, 0.9, 0.4] })
    const before = JSON.stringify(stream)
    expect(() => stream.update({ truth: [0, 1], predicted: [1, 1], scores: [0.5, 1.5] })).toThrow(
      /scores\[1\] is 1.5/,
    )
    stream.update({ truth: [], predicted: [], scores: [] })
    expect(stream.result().loss).toBe(logLoss([0, 1, 1], [0.2, 0.9, 0.4]))
    expect(JSON.parse(JSON.stringify(stream)).kept['pairs of labels']).toEqual(
      JSON.parse(before).kept['pairs of labels'],
    )
  })

  it('counts pairs of labels once for all measures of labels', () => {
    const stream = accumulate({ f1: labelStreams.f1(), accuracy: labelStreams.accuracy() })
    stream.update({ truth: [0, 1], predicted: [0, 1] })
    expect(Object.keys(stream.toJSON().kept)).toEqual(['pairs of labels'])
  })

  it('keeps no more of many rows than of few', () => {
    const measures = {
      accuracy: labelStreams.accuracy(),
      loss: scoreStreams.brier({ labels: [0, 1] }),
      area: scoreStreams.rocAuc({ size: 256 }),
    }
    const stream = accumulate(measures)
    const sizes: number[] = []
    for (let part = 0; part < 30; part++) {
      const truth = Uint8Array.from({ length: 10_000 }, () => draws.below(2))
      const scores = Float64Array.from(truth, (label) => (label + draws.uniform()) / 2)
      stream.update({ truth, scores, predicted: Uint8Array.from(scores, Math.round) })
      sizes.push(JSON.stringify(stream).length)
    }
    // Two sketches of three times 256 values and a few more, at 20 characters each.
    expect(Math.max(...sizes)).toBeLessThan(2 * (3 * 256 + 160) * 20)
  })

  const two = { accuracy: labelStreams.accuracy() }
  const stored = () => {
    const stream = accumulate(two)
    stream.update({ truth: ['a'], predicted: ['b'] })
    return JSON.parse(JSON.stringify(stream))
  }
  const changed = (change: (json: ReturnType<typeof stored>) => void) => {
    const json = stored()
    change(json)
    return json
  }

  it.each<[string, () => unknown, RegExp]>([
    ['no measure', () => accumulate({}), /measures is empty/],
    ['a result of nothing', () => accumulate(two).result(), /No row has come yet/],
    [
      'another format',
      () => accumulate(two, { from: changed((json) => (json.version = 2)) }),
      /its format is "graft-stream", version 2/,
    ],
    [
      'other measures',
      () => accumulate({ loss: numberStreams.pinballLoss({ quantile: 0.1 }) }, { from: stored() }),
      /keeps "pairs of labels", which this one does not/,
    ],
    [
      'other settings',
      () => {
        const one = accumulate({ loss: numberStreams.pinballLoss({ quantile: 0.1 }) })
        const other = accumulate({ loss: numberStreams.pinballLoss({ quantile: 0.2 }) })
        one.merge(JSON.parse(JSON.stringify(other)))
      },
      /keeps "loss: pinballLoss \{\\"quantile\\":0.2\}"/,
    ],
    [
      'a sum that is no number',
      () => accumulate(two, { from: changed((json) => (json.kept['pairs of labels'].sums[0][1] = [null])) }),
      /holds null, not a finite number/,
    ],
    [
      'a pair that is none',
      () =>
        accumulate(two, {
          from: changed((json) => (json.kept['pairs of labels'].sums[0][0] = '{"x":1}')),
        }).result(),
      /is no pair of labels/,
    ],
    [
      'a sketch that lost rows',
      () => {
        const area = { area: scoreStreams.rocAuc() }
        const stream = accumulate(area)
        stream.update({ truth: [0, 1], scores: [0, 1] })
        const json = JSON.parse(JSON.stringify(stream))
        json.kept['area: rocAuc {"size":8192}'].sketches[0][1].rows = 7
        accumulate(area, { from: json })
      },
      /stands for 1 of 7 values/,
    ],
    [
      'weights in a sketch',
      () => accumulate({ area: scoreStreams.rocAuc() }).update({ truth: [1], scores: [1], weights: [2] }),
      /which knows no weights/,
    ],
    [
      'sketches of two sizes',
      () => {
        const sketch = new QuantileSketch(64, 1)
        sketch.merge(new QuantileSketch(128, 1))
      },
      /size 64 and 128 cannot be merged/,
    ],
    [
      'an area of one class',
      () => {
        const stream = accumulate({ area: scoreStreams.rocAuc() })
        stream.update({ truth: [1, 1], scores: [1, 2] })
        stream.result()
      },
      /no row of truth is negative/,
    ],
    [
      'columns of unequal length',
      () => accumulate(two).update({ truth: ['a'], predicted: [] }),
      /truth has 1 rows and predicted has 0/,
    ],
    [
      'R² of one row',
      () => {
        const stream = accumulate({ share: numberStreams.rSquared() })
        stream.update({ truth: [1], predicted: [1] })
        stream.result()
      },
      /There is a single row/,
    ],
  ])('refuses %s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })
})
