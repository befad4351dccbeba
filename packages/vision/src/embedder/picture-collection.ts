import { GraftError } from '@graftjs/base'
import {
  chooseClusters,
  describeValue,
  type FeatureMatrix,
  kMeans,
  nearestRows,
  TimeSlice,
} from '@graftjs/classifier'
import type { Engine } from '@graftjs/core'
import type { PictureSource } from '../pictures/picture-source'
import { numberFrom, wholeNumber } from './check-numbers'
import type { Embedded, Unreadable } from './embed-pictures'
import { type DuplicateThresholds, joinPairs, type NearPair, nearPairs } from './near-duplicates'
import { beyondFence, neighbourDistances } from './odd-rows'
import { similarityTiles } from './similarities'
import { type WrongLabelOptions, wrongLabels } from './wrong-labels'

/** A picture of a collection. */
export interface Member<Source extends PictureSource = PictureSource> {
  /** Its place among the pictures that were given. */
  readonly index: number
  readonly picture: Source
}

export interface Match<Source extends PictureSource = PictureSource> extends Member<Source> {
  /** The cosine of the vectors: 1 for the same, about 0 for pictures that have nothing in common. */
  readonly similarity: number
}

export interface DuplicateGroup<Source extends PictureSource = PictureSource> {
  readonly pictures: readonly Member<Source>[]
  /** The pairs that join them, by their places, most alike first. */
  readonly pairs: readonly NearPair[]
}

export interface Cluster<Source extends PictureSource = PictureSource> {
  /** Those nearest to the middle first: the first few show what the cluster is about. */
  readonly pictures: readonly Match<Source>[]
}

export interface Clusters<Source extends PictureSource = PictureSource> {
  /** The largest first. */
  readonly clusters: readonly Cluster<Source>[]
  /** How well apart they are: near 1 well, near 0 not. 0 where their number was given. */
  readonly silhouette: number
  /** The numbers of clusters that were tried. */
  readonly tried: readonly { readonly k: number; readonly silhouette: number }[]
}

export interface Outlier<Source extends PictureSource = PictureSource> extends Member<Source> {
  /** The mean distance (1 − cosine) to its nearest others. */
  readonly distance: number
}

export interface WrongLabel<Source extends PictureSource = PictureSource> extends Member<Source> {
  readonly label: string
  /** What it more probably is. */
  readonly suggested: string
  /** The probability of `label`, by a probe that was learnt from other pictures: the lower, the surer. */
  readonly quality: number
}

interface Watched {
  readonly signal?: AbortSignal
}

/** Pictures as an `ImageEmbedder` sees them: which are alike, the same, apart, odd, or labelled wrongly. */
export class PictureCollection<Source extends PictureSource = PictureSource> {
  constructor(
    private readonly sources: readonly Source[],
    private readonly embedded: Embedded,
    private readonly engine: Engine,
  ) {}

  /** How many pictures could be read. */
  get size(): number {
    return this.embedded.indices.length
  }

  /** The pictures that could not be read, and why; all else leaves them out. */
  get unreadable(): readonly Unreadable[] {
    return this.embedded.unreadable
  }

  /** The pictures that could be read, in order; `vectors` has a row for each. */
  get members(): readonly Member<Source>[] {
    return this.embedded.indices.map((_, row) => this.#member(row))
  }

  /** `[size, dimensions]`: a vector of length 1 for each of `members`. */
  get vectors(): FeatureMatrix {
    return this.embedded.vectors
  }

  /**
   * The pictures most like a vector of `embed`, or like a picture of the collection itself by its place. Every picture
   * is compared; of equals the earlier comes first.
   *
   * @param k how many. Default 10.
   */
  async similar(
    query: Float32Array | number,
    { k = 10, signal }: Watched & { readonly k?: number } = {},
  ): Promise<Match<Source>[]> {
    wholeNumber(k, 'k', 1)
    const own = typeof query === 'number' ? this.embedded.indices.indexOf(query) : -1
    const { columns } = this.vectors
    const data =
      typeof query === 'number' ? this.vectors.data.subarray(own * columns, (own + 1) * columns) : query
    if (typeof query === 'number' ? own < 0 : !ArrayBuffer.isView(query) || query.length !== columns) {
      throw new GraftError('invalid-option', {
        what: `The query is ${typeof query === 'number' ? `picture ${query}, which is not in the collection` : describeValue(query)}.`,
        where: 'query',
        fix: `Pass a vector of ${columns} numbers that this embedder made, or the place of a picture that could be read.`,
      })
    }
    const found = await nearestRows({ data, rows: 1, columns }, this.vectors, {
      k: own < 0 ? k : k + 1,
      distance: 'cosine',
      slice: new TimeSlice(signal),
    })
    const matches = Array.from(found.rows, (row, i) => ({ row, similarity: 1 - found.distances[i]! }))
    return matches
      .filter(({ row }) => row !== own)
      .slice(0, k)
      .map(({ row, similarity }) => ({ ...this.#member(row), similarity }))
  }

  /**
   * Groups of pictures that are nearly the same: copies in another size, format, quality or cut. Two conditions find
   * them, see `DuplicateThresholds`; each pair tells both figures, so that thresholds can be set by looking.
   */
  async nearDuplicates({
    hashBits = 8,
    similarity = 0.5,
    certain = 0.9,
    signal,
  }: Partial<DuplicateThresholds> & Watched = {}): Promise<DuplicateGroup<Source>[]> {
    wholeNumber(hashBits, 'hashBits', 0)
    numberFrom(similarity, 'similarity', -1)
    numberFrom(certain, 'certain', -1)
    const { indices, hashes } = this.embedded
    const thresholds = { hashBits, similarity, certain }
    const pairs = await nearPairs(this.#tiles(signal), hashes, thresholds, signal)
    return joinPairs(pairs).map((rows) => ({
      pictures: rows.map((row) => this.#member(row)),
      pairs: pairs
        .filter(({ first }) => rows.includes(first))
        .map((pair) => ({ ...pair, first: indices[pair.first]!, second: indices[pair.second]! }))
        .sort((a, b) => b.similarity - a.similarity),
    }))
  }

  /**
   * Pictures sorted into clusters by k-means; without `k` into as many, `most` at most, as are best apart by their
   * silhouette.
   */
  async cluster({
    k,
    most = 10,
    seed = 0,
    signal,
  }: Watched & { readonly k?: number; readonly most?: number; readonly seed?: number } = {}): Promise<
    Clusters<Source>
  > {
    this.#checkNotEmpty()
    const found =
      k === undefined
        ? await chooseClusters(this.vectors, { most, seed, signal })
        : { ...(await kMeans(this.vectors, { k, seed, signal })), silhouette: 0, tried: [] }
    const { data, columns } = this.vectors
    const members = new Map<number, Match<Source>[]>()
    found.clusters.forEach((cluster, row) => {
      const centre = found.centres.subarray(cluster * columns, (cluster + 1) * columns)
      const length = Math.sqrt(centre.reduce((sum, value) => sum + value * value, 0)) || 1
      const dot = centre.reduce((sum, value, c) => sum + value * data[row * columns + c]!, 0)
      const list = members.get(cluster) ?? []
      list.push({ ...this.#member(row), similarity: dot / length })
      members.set(cluster, list)
    })
    const clusters = [...members.values()]
      .map((pictures) => ({ pictures: pictures.sort((a, b) => b.similarity - a.similarity) }))
      .sort((a, b) => b.pictures.length - a.pictures.length)
    return { clusters, silhouette: found.silhouette, tried: found.tried }
  }

  /**
   * Pictures that are unlike all others, oddest first: those whose mean distance to their `k` nearest is beyond the
   * upper quartile of all by more than `fence` times the distance between the quartiles (Tukey's rule).
   *
   * @param options.k neighbours that are looked at. Default 5.
   * @param options.fence default 1.5; larger for fewer.
   */
  async outliers({
    k = 5,
    fence = 1.5,
    signal,
  }: Watched & { readonly k?: number; readonly fence?: number } = {}): Promise<Outlier<Source>[]> {
    wholeNumber(k, 'k', 1)
    numberFrom(fence, 'fence', 0)
    this.#checkNotEmpty()
    const distances = await neighbourDistances(this.#tiles(signal), this.size, k, signal)
    return beyondFence(distances, fence).map((row) => ({ ...this.#member(row), distance: distances[row]! }))
  }

  /**
   * Pictures whose labels are probably wrong, surest first, by confident learning (Northcutt, Jiang and Chuang 2021) on
   * what a linear probe says of pictures that it has not learnt from.
   *
   * @param labels one for each picture that was given, in order, those that could not be read too
   * @throws GraftError `invalid-data` where they are not as many, or a label has a single picture.
   */
  async findWrongLabels(
    labels: readonly string[],
    options: WrongLabelOptions = {},
  ): Promise<WrongLabel<Source>[]> {
    if (!Array.isArray(labels) || labels.length !== this.sources.length) {
      throw new GraftError('invalid-data', {
        what: `There are ${Array.isArray(labels) ? labels.length : 'no'} labels for ${this.sources.length} pictures.`,
        where: 'labels',
        fix: 'Pass one label for each picture that was given, in the same order.',
      })
    }
    const given = this.embedded.indices.map((index) => String(labels[index]))
    const found = await wrongLabels(this.vectors, given, this.engine, options)
    return found.issues.map(({ row, suggested, quality }) => ({
      ...this.#member(row),
      label: given[row]!,
      suggested: found.labels[suggested]!,
      quality,
    }))
  }

  #tiles(signal: AbortSignal | undefined) {
    return similarityTiles(this.vectors, this.engine, signal)
  }

  #member(row: number): Member<Source> {
    const index = this.embedded.indices[row]!
    return { index, picture: this.sources[index]! }
  }

  #checkNotEmpty(): void {
    if (this.size > 0) return
    throw new GraftError('invalid-data', {
      what: `None of the ${this.sources.length} pictures could be read.`,
      where: 'pictures',
      fix: 'unreadable tells why.',
    })
  }
}
