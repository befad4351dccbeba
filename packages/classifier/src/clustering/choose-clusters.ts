import { RandomKey } from '@graftjs/base'
import { silhouette } from '@graftjs/metrics'
import { wholeNumber } from '../classical/settings'
import { type FeatureMatrix, selectRows } from '../logistic/feature-matrix'
import { throwIfAborted } from '../rows/time-slice'
import { type KMeans, kMeans } from './k-means'

export interface ChooseClustersOptions {
  /** The fewest and the most clusters to try. Default 2 and 10. */
  readonly least?: number
  readonly most?: number
  readonly seed?: number
  readonly signal?: AbortSignal | undefined
  /** Told after each number of clusters that was tried. */
  readonly onTried?: (tried: TriedClusters) => void
}

export interface TriedClusters {
  readonly k: number
  /** The mean silhouette: near 1 where clusters are well apart, near 0 where they run into each other. */
  readonly silhouette: number
}

export interface ChosenClusters extends KMeans {
  readonly k: number
  readonly silhouette: number
  readonly tried: readonly TriedClusters[]
}

/** Multiplications that a silhouette may take: some 100 ms, for which nothing else runs. */
const WORK = 1e8
const FEWEST_ROWS = 200

/**
 * K-means with the number of clusters whose silhouette is highest (Rousseeuw 1987); the fewer of equals. The silhouette
 * of many rows is taken on some of them, the same for every number of clusters.
 */
export async function chooseClusters(
  features: FeatureMatrix,
  { least = 2, most = 10, seed = 0, signal, onTried }: ChooseClustersOptions = {},
): Promise<ChosenClusters> {
  wholeNumber(least, 'least', 2)
  wholeNumber(most, 'most', least)
  const sampled = sampleRows(features, seed)
  const sample = selectRows(features, sampled)
  const tried: TriedClusters[] = []
  let best: Omit<ChosenClusters, 'tried'> | undefined
  for (let k = least; k <= Math.min(most, features.rows - 1); k++) {
    const found = await kMeans(features, { k, seed, signal })
    const clusters = Array.from(sampled, (row) => found.clusters[row]!)
    throwIfAborted(signal)
    const count = new Set(clusters).size
    if (count < 2 || count >= clusters.length) continue
    const { mean } = silhouette(sample.data, clusters, { dimensions: sample.columns })
    tried.push({ k, silhouette: mean })
    onTried?.({ k, silhouette: mean })
    if (!best || mean > best.silhouette) best = { ...found, k, silhouette: mean }
  }
  // Too few rows, or all alike: there is nothing to choose.
  best ??= { ...(await kMeans(features, { k: 1, seed, signal })), k: 1, silhouette: 0 }
  return { ...best, tried }
}

function sampleRows({ rows, columns }: FeatureMatrix, seed: number): Uint32Array {
  const most = Math.max(FEWEST_ROWS, Math.floor(Math.sqrt(WORK / columns)))
  return RandomKey.from(seed).permutation(rows).subarray(0, most).slice().sort()
}
