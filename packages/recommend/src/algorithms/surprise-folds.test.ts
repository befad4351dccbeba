import { describe, expect, it } from 'vitest'
import { evaluateRatings } from '../evaluation'
import { readInteractions } from '../interactions'
import { updateContext } from '../recommender/fit-context'
import { TrainingData } from '../recommender/training-data'
import { kFolds } from '../splits'
import { NumpyRandom } from '../splits/numpy-random'
import { sharedData } from '../testing/shared-data'
import { baseline } from './baseline'
import { biasedSvd } from './biased-svd'
import { knnBaseline } from './knn-baseline'
import { nmf } from './nmf'
import { descend } from './ratings/descend'
import { numpyNormals } from './testing/numpy-normals'

/** The figures of Surprise's README (examples/benchmark.py): `KFold(n_splits=5, random_state=0)`, defaults. */
describe('ratings of ml-100k over the folds of Surprise', () => {
  const { path, missing } = sharedData('ml-100k/ml-100k.inter')
  const read = () => readInteractions(path, { duplicates: 'last' })

  it.for([
    ['baseline', baseline(), 0.944, 0.748],
    ['knnBaseline', knnBaseline(), 0.931, 0.733],
    ['nmf', nmf(), 0.963, 0.758],
  ] as const)('%s is off as there', async ([name, algorithm, rmse, mae], context) => {
    if (missing) return context.skip(missing)
    const { rows } = await evaluateRatings({ [name]: algorithm }, kFolds(await read()))
    expect(Math.abs(rows[0]!.rmse - rmse)).toBeLessThan(0.001)
    // Where a descent begins by chance matters a little.
    expect(Math.abs(rows[0]!.mae - mae)).toBeLessThan(name === 'nmf' ? 0.002 : 0.001)
  })

  it('biasedSvd is off as Surprise is on the mean of its seeds 0, 1 and 2', async (context) => {
    if (missing) return context.skip(missing)
    const { rows } = await evaluateRatings({ svd: biasedSvd() }, kFolds(await read()))
    // 0.9344, 0.9373 and 0.9372; 0.7367, 0.7394 and 0.7386.
    expect(Math.abs(rows[0]!.rmse - 0.9363)).toBeLessThan(0.001)
    expect(Math.abs(rows[0]!.mae - 0.7382)).toBeLessThan(0.001)
  })

  it.for([
    ['biased factors', { factors: 100, learningRate: 0.005, implicit: false }, 0.934, 0.737],
    ['SVD++', { factors: 20, learningRate: 0.007, implicit: true }, 0.919, 0.721],
  ] as const)(
    '%s are off as there, from where NumPy begins with seed 0',
    async ([, own, rmse, mae], context) => {
      if (missing) return context.skip(missing)
      const ratings = [...(await read())]
      const order = new NumpyRandom(0).permutation(ratings.length)
      let [squares, errors] = [0, 0]
      for (let fold = 0; fold < 5; fold++) {
        const isTest = (at: number) => Math.floor((5 * at) / order.length) === fold
        const inOrder = Array.from(order, (row) => ratings[row]!)
        const { data, userOf, itemOf } = numbered(inOrder.filter((_, at) => !isTest(at)))
        const normals = numpyNormals(0, 0.1)
        const start = {
          users: normals(data.users * own.factors),
          items: normals(data.items * own.factors),
          implicit: normals(own.implicit ? data.items * own.factors : 0),
        }
        const settings = { ...own, epochs: 20, regularization: 0.02, spread: 0.1, seed: 0 }
        const { baselines, depth, userFactors, itemFactors } = await descend(
          data,
          settings,
          updateContext({}),
          start,
        )
        let [square, error, count] = [0, 0, 0]
        inOrder.forEach(({ user, item, weight }, at) => {
          if (!isTest(at)) return
          const [u, i] = [userOf.get(user), itemOf.get(item)]
          let met = baselines.mean
          if (u !== undefined) met += baselines.userBiases[u]!
          if (i !== undefined) met += baselines.itemBiases[i]!
          if (u !== undefined && i !== undefined) {
            for (let d = 0; d < depth; d++) met += userFactors[u * depth + d]! * itemFactors[i * depth + d]!
          }
          const off = weight - Math.min(5, Math.max(1, met))
          square += off ** 2
          error += Math.abs(off)
          count++
        })
        squares += Math.sqrt(square / count) / 5
        errors += error / count / 5
      }
      expect(Math.abs(squares - rmse)).toBeLessThan(0.001)
      expect(Math.abs(errors - mae)).toBeLessThan(0.001)
    },
  )
})

/** Ratings with users and items numbered by first appearance, as Surprise numbers them. */
function numbered(
  events: readonly { readonly user: string; readonly item: string; readonly weight: number }[],
) {
  const [userOf, itemOf] = [new Map<string, number>(), new Map<string, number>()]
  const rows: { readonly item: number; readonly weight: number }[][] = []
  for (const { user, item, weight } of events) {
    if (!userOf.has(user)) userOf.set(user, rows.push([]) - 1)
    if (!itemOf.has(item)) itemOf.set(item, itemOf.size)
    rows[userOf.get(user)!]!.push({ item: itemOf.get(item)!, weight })
  }
  const offsets = new Int32Array(rows.length + 1)
  rows.forEach((row, user) => {
    offsets[user + 1] = offsets[user]! + row.length
  })
  const histories = {
    offsets,
    items: Int32Array.from(rows.flat(), ({ item }) => item),
    weights: Float32Array.from(rows.flat(), ({ weight }) => weight),
    times: undefined,
  }
  return { data: new TrainingData(userOf.size, itemOf.size, histories, 'last'), userOf, itemOf }
}
