import { readFileSync } from 'node:fs'
import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { matrixOf } from '../classical/features'
import { TimeSlice } from '../rows/time-slice'
import { chooseClusters } from './choose-clusters'
import { kMeans, moveCentres } from './k-means'

interface Case {
  features: number[][]
  start: number[][]
  clusters: number[]
  centres: number[][]
  inertia: number
}
const cases: Case[] = JSON.parse(readFileSync(new URL('./fixtures/k-means.json', import.meta.url), 'utf8'))

/** Rows around `k` far corners, in turn. */
function corners(k: number, rows: number, columns = 4) {
  const noise = RandomKey.from(2).normal(rows * columns)
  const data = Float32Array.from(noise, (value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    return value + 20 * (((row % k) >> column) & 1)
  })
  return { data, rows, columns }
}

describe('k-means', () => {
  it.each(cases)('moves given centres as scikit-learn does', async (wanted) => {
    const start = Float64Array.from(wanted.start.flat())
    const found = await moveCentres(matrixOf(wanted.features), start, 300, new TimeSlice())
    expect(Array.from(found.clusters)).toEqual(wanted.clusters)
    wanted.centres.flat().forEach((value, i) => {
      expect(found.centres[i]).toBeCloseTo(value, 9)
    })
    expect(found.inertia).toBeCloseTo(wanted.inertia, 6)
  })

  it.each(cases)(
    'finds clusters no looser than from the given centres, the same for the same seed',
    async (wanted) => {
      const features = matrixOf(wanted.features)
      const k = wanted.start.length
      const found = await kMeans(features, { k, seed: 1, restarts: 10 })
      expect(found.inertia).toBeLessThan(wanted.inertia * 1.02)
      expect(await kMeans(features, { k, seed: 1, restarts: 10 })).toEqual(found)
    },
  )

  it('has a cluster for each row where there are as many, and none empty among equal rows', async () => {
    const features = corners(2, 6)
    expect((await kMeans(features, { k: 9 })).inertia).toBe(0)
    const alike = { data: new Float32Array(40).fill(3), rows: 10, columns: 4 }
    expect((await kMeans(alike, { k: 3 })).inertia).toBe(0)
  })

  it('stops when its signal fires', async () => {
    const stopped = kMeans(corners(2, 50), { k: 2, signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('the number of clusters', () => {
  it.each([2, 3, 5, 8])('is found where %s are well apart', async (k) => {
    const { k: chosen, clusters, tried } = await chooseClusters(corners(k, 120))
    expect(chosen).toBe(k)
    clusters.forEach((cluster, row) => {
      expect(cluster).toBe(clusters[row % k])
    })
    expect(tried.map((one) => one.k)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('is 1 where there is nothing to choose', async () => {
    expect((await chooseClusters(matrixOf([[1, 2]]))).k).toBe(1)
    expect((await chooseClusters({ data: new Float32Array(40), rows: 10, columns: 4 })).k).toBe(1)
  })
})
