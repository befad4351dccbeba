import { readFileSync } from 'node:fs'
import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import type { FeatureMatrix } from '../logistic/feature-matrix'
import { TimeSlice } from '../rows/time-slice'
import { descendDual, type MarginLoss } from './dual-descent'
import { matrixOf } from './features'
import { type LearnerName, learners } from './learners'

interface DataSet {
  features: number[][]
  targets: number[]
  queries: number[][]
}
interface Expected {
  on: string
  probabilities: number[][]
}
interface Fixture {
  sets: Record<string, DataSet>
  svm: Record<
    string,
    {
      on: string
      c: number
      loss: MarginLoss
      classWeight: null | 'balanced' | Record<string, number>
      coefficients: number[][]
      intercepts: number[]
    }
  >
  calibrated: Record<string, { folds: number[]; probabilities: number[][] }>
  neighbours: Record<
    string,
    Expected & { k: number; distance: 'euclidean' | 'cosine'; votes: 'uniform' | 'distance' }
  >
  logistic: Record<string, Expected & { c: number }>
  boosted: Record<
    string,
    Expected & {
      iterations: number
      learningRate: number
      minimumLeafRows: number
      maximumLeaves: number
      maximumDepth: number | null
      l2: number
      leaves: number[]
    }
  >
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('./fixtures/scikit-learn.json', import.meta.url), 'utf8'),
)

function dataOf(name: string) {
  const { features, targets, queries } = fixture.sets[name]!
  return {
    features: matrixOf(features),
    targets: Int32Array.from(targets),
    classes: Math.max(...targets) + 1,
    queries: matrixOf(queries),
  }
}

function expectClose(found: ArrayLike<number>, wanted: readonly number[], tolerance: number) {
  expect(found.length).toBe(wanted.length)
  const worst = Math.max(...wanted.map((value, i) => Math.abs(found[i]! - value)))
  expect(worst).toBeLessThan(tolerance)
}

function weightsOf(
  classWeight: null | 'balanced' | Record<string, number>,
  targets: Int32Array,
  classes: number,
) {
  return Float64Array.from({ length: classes }, (_, label) => {
    const size = targets.filter((target) => target === label).length
    return classWeight === 'balanced' ? targets.length / (classes * size) : (classWeight?.[label] ?? 1)
  })
}

describe('linear-svm', () => {
  it.each(Object.entries(fixture.svm))(
    "has the planes of scikit-learn's LinearSVC: %s",
    async (_, wanted) => {
      const { features, targets, classes } = dataOf(wanted.on)
      const { c, loss, classWeight, coefficients, intercepts } = wanted
      const state = (
        await learners['linear-svm'].fit(features, targets, {
          classes,
          c,
          loss,
          classWeights: weightsOf(classWeight, targets, classes),
          tolerance: 1e-9,
          maximumIterations: 100_000,
        })
      ).state()
      expectClose(state.arrays['coefficients']!, coefficients.flat(), 1e-6)
      expectClose(state.arrays['intercepts']!, intercepts, 1e-6)
    },
  )

  it.each(['two', 'four'])('has probabilities near those of CalibratedClassifierCV: %s', async (on) => {
    const { features, targets, classes, queries } = dataOf(on)
    const model = await learners['linear-svm'].fit(features, targets, { classes, folds: 3 })
    // The folds are others, so that the sigmoids differ a little.
    expectClose(await model.probabilities(queries), fixture.calibrated[on]!.probabilities.flat(), 0.08)
  })

  it('learns from one row a class, where nothing can be held out', async () => {
    const model = await learners['linear-svm'].fit(
      matrixOf([
        [1, 0],
        [0, 1],
      ]),
      Int32Array.of(0, 1),
      { classes: 2 },
    )
    const [first, second, third, fourth] = await model.probabilities(
      matrixOf([
        [2, 0],
        [0, 2],
      ]),
    )
    expect(first).toBeGreaterThan(second!)
    expect(fourth).toBeGreaterThan(third!)
  })

  it('says when its rounds did not suffice', async () => {
    const { features, targets } = dataOf('two')
    const signs = Int8Array.from(targets, (target) => 2 * target - 1)
    const options = {
      loss: 'hinge',
      tolerance: 1e-12,
      maximumIterations: 2,
      key: RandomKey.from(1),
      slice: new TimeSlice(),
    } as const
    const costs = new Float64Array(targets.length).fill(1)
    expect((await descendDual(features, signs, costs, options)).converged).toBe(false)
  })
})

describe('nearest-neighbours', () => {
  it.each(Object.entries(fixture.neighbours))('equals KNeighborsClassifier: %s', async (_, wanted) => {
    const { features, targets, classes, queries } = dataOf(wanted.on)
    const { k, distance, votes } = wanted
    const model = await learners['nearest-neighbours'].fit(features, targets, { classes, k, distance, votes })
    expectClose(await model.probabilities(queries), wanted.probabilities.flat(), 1e-6)
  })
})

describe('softmax-regression', () => {
  it.each(Object.entries(fixture.logistic))('equals LogisticRegression: %s', async (_, wanted) => {
    const { features, targets, classes, queries } = dataOf(wanted.on)
    const model = await learners['softmax-regression'].fit(features, targets, {
      classes,
      c: wanted.c,
      tolerance: 1e-8,
    })
    expectClose(await model.probabilities(queries), wanted.probabilities.flat(), 1e-5)
  })
})

describe('boosted-trees', () => {
  it.each(Object.entries(fixture.boosted))('equals HistGradientBoostingClassifier: %s', async (_, wanted) => {
    const { features, targets, classes, queries } = dataOf(wanted.on)
    const { maximumDepth, probabilities, leaves, on, ...settings } = wanted
    const model = await learners['boosted-trees'].fit(features, targets, {
      classes,
      ...settings,
      ...(maximumDepth === null ? {} : { maximumDepth }),
    })
    const { roots, columns } = model.state().arrays
    const grown = Array.from(roots!, (root, tree) => {
      const own = Array.from(columns!).slice(root, roots![tree + 1])
      return own.filter((column) => column < 0).length
    })
    expect(grown).toEqual(leaves)
    expectClose(await model.probabilities(queries), probabilities.flat(), 1e-6)
  })
})

const names: LearnerName[] = ['linear-svm', 'nearest-neighbours', 'softmax-regression', 'boosted-trees']

describe.each(names)('every learner: %s', (name) => {
  const learner = learners[name]

  it('gives probabilities that sum to 1, the same for the same seed, and through its saved state', async () => {
    const { features, targets, classes, queries } = dataOf('four')
    const model = await learner.fit(features, targets, { classes, seed: 3 })
    const probabilities = await model.probabilities(queries)
    for (let row = 0; row < queries.rows; row++) {
      const own = probabilities.subarray(row * classes, (row + 1) * classes)
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
    }
    const again = await learner.fit(features, targets, { classes, seed: 3 })
    expect(await again.probabilities(queries)).toEqual(probabilities)
    expect(await learner.restore(model.state()).probabilities(queries)).toEqual(probabilities)
  })

  it('gives a heavier class more', async () => {
    const { features, targets, classes, queries } = dataOf('four')
    const of = async (weight: number) => {
      const classWeights = Float64Array.of(weight, 1, 1, 1)
      const model = await learner.fit(features, targets, { classes, classWeights })
      const probabilities = await model.probabilities(queries)
      return probabilities.filter((_, i) => i % classes === 0).reduce((sum, p) => sum + p, 0)
    }
    expect(await of(4)).toBeGreaterThan(await of(1))
  })

  it('refuses what it cannot learn from', async () => {
    const { features, targets, classes } = dataOf('four')
    const fit = (values: FeatureMatrix, labels: Int32Array, count = classes) =>
      learner.fit(values, labels, { classes: count })
    await expect(fit(features, targets.slice(1))).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(fit(features, targets, 5)).rejects.toThrow('No row has the target 4.')
    await expect(fit(features, targets, 3)).rejects.toThrow('has the target 3')
    const broken = { ...features, data: features.data.slice() }
    broken.data[13] = Number.NaN
    await expect(fit(broken, targets)).rejects.toMatchObject({ code: 'not-finite', details: { row: 2 } })
    const model = await fit(features, targets)
    await expect(model.probabilities({ ...features, columns: 3, rows: 240 })).rejects.toMatchObject({
      code: 'shape-mismatch',
    })
  })

  it('refuses a state whose parts do not fit together', async () => {
    const { features, targets, classes } = dataOf('four')
    const state = (await learner.fit(features, targets, { classes })).state()
    for (const key of Object.keys(state.arrays)) {
      const shorter = { ...state, arrays: { ...state.arrays, [key]: state.arrays[key]!.slice(1) } }
      expect(() => learner.restore(shorter), key).toThrow(expect.objectContaining({ code: 'invalid-file' }))
      const { [key]: _, ...rest } = state.arrays
      expect(() => learner.restore({ ...state, arrays: rest })).toThrow(key)
    }
  })

  it('leaves the event loop free and stops when its signal fires', async () => {
    const key = RandomKey.from(5)
    const [rows, columns] = [1500, 120]
    const features = { data: Float32Array.from(key.normal(rows * columns)), rows, columns }
    const targets = Int32Array.from({ length: rows }, (_, row) => row % 6)
    const controller = new AbortController()
    let turns = 0
    const timer = setInterval(() => {
      if (++turns === 3) controller.abort()
    }, 1)
    // Long enough on any machine: neighbours are looked for when it predicts.
    const work = async () => {
      const options = { classes: 6, signal: controller.signal }
      const model = await learner.fit(features, targets, {
        ...options,
        c: 1000,
        iterations: 1000,
        tolerance: 1e-12,
      })
      for (;;) await model.probabilities(features, options)
    }
    await expect(work()).rejects.toMatchObject({ code: 'aborted' })
    clearInterval(timer)
    expect(turns).toBe(3)
  })
})
