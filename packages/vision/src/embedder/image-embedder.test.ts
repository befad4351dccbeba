import { RandomKey } from '@graftjs/base'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import { resize } from '../preprocess/resize'
import { drawShape, type Shape, shapeRows, shapes } from '../testing/shapes'
import { ImageEmbedder } from './image-embedder'
import type { PictureCollection } from './picture-collection'

const rows = shapeRows(60)
const pictures = rows.map(({ picture }) => picture)

let embedder: ImageEmbedder
let collection: PictureCollection<Picture>
beforeAll(async () => {
  embedder = await ImageEmbedder.open('EfficientNet-Lite0', { device: 'cpu', size: 64 })
  collection = await embedder.collect(pictures)
})
afterAll(() => embedder.close())

describe('an image embedder', () => {
  it('gives vectors of length 1, the same alone and together', async () => {
    expect(embedder.dimensions).toBe(1280)
    const [first, second] = await embedder.embed(pictures.slice(0, 2), { batchSize: 1 })
    expect(Math.hypot(...first!)).toBeCloseTo(1, 5)
    const alone = await embedder.embed(pictures[1]!)
    expect(alone).toEqual(second)
    const stored = collection.vectors.data.subarray(1280, 2560)
    expect(Math.max(...alone.map((value, i) => Math.abs(value - stored[i]!)))).toBeLessThan(1e-5)
  })

  it('leaves out of a collection what cannot be read, and names it', async () => {
    const damaged: PictureSource[] = [pictures[0]!, new Uint8Array([1, 2]), pictures[1]!]
    const some = await embedder.collect(damaged)
    expect(some.size).toBe(2)
    expect(some.members.map(({ index }) => index)).toEqual([0, 2])
    expect(some.unreadable).toMatchObject([{ index: 1, error: { code: 'invalid-file' } }])
    await expect(embedder.embed(damaged)).rejects.toMatchObject({ code: 'invalid-file' })
    const none = await embedder.collect([new Uint8Array([1, 2])])
    expect(await none.nearDuplicates()).toEqual([])
    await expect(none.cluster()).rejects.toThrow('None of the 1 pictures could be read.')
  })

  it('refuses what is no picture, and stops when its signal fires', async () => {
    const given: unknown[] = [7]
    await expect(Reflect.apply(embedder.collect, embedder, [given])).rejects.toThrow(
      'Picture 0 is the number 7',
    )
    const stopped = embedder.collect(pictures, { signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('similar pictures', () => {
  it('are mostly of the same shape, nearest first, as comparing with every vector finds', async () => {
    const query = drawShape('stripes', 9999)
    const vector = await embedder.embed(query)
    const found = await collection.similar(vector, { k: 5 })
    expect(found.filter(({ index }) => rows[index]!.label === 'stripes').length).toBeGreaterThan(3)
    const { data, columns } = collection.vectors
    const cosines = pictures.map((_, row) =>
      vector.reduce((sum, value, c) => sum + value * data[row * columns + c]!, 0),
    )
    const best = cosines.map((_, i) => i).sort((a, b) => cosines[b]! - cosines[a]!)
    expect(found.map(({ index }) => index)).toEqual(best.slice(0, 5))
    for (const { index, picture, similarity } of found) {
      expect(picture).toBe(pictures[index])
      expect(similarity).toBeCloseTo(cosines[index]!, 5)
    }
  })

  it('of one in the collection leave itself out', async () => {
    const found = await collection.similar(3, { k: 100 })
    expect(found).toHaveLength(59)
    expect(found.some(({ index }) => index === 3)).toBe(false)
  })

  it('refuses vectors of other models and pictures that are not there', async () => {
    await expect(collection.similar(new Float32Array(7))).rejects.toMatchObject({ code: 'invalid-option' })
    await expect(collection.similar(60)).rejects.toThrow('picture 60, which is not in the collection')
    await expect(collection.similar(0, { k: 0 })).rejects.toThrow('k is the number 0')
  })
})

describe('near-duplicates', () => {
  it('are copies in another size, format and quality, and mirrored ones', async () => {
    const original = drawShape('square', 500, 96)
    const { width, height, pixels } = original
    const raw = sharp(pixels, { raw: { width, height, channels: 3 } })
    const copies: PictureSource[] = [
      original,
      resize(original, { width: 60, height: 60 }),
      new Uint8Array(await raw.clone().jpeg({ quality: 60 }).toBuffer()),
      new Uint8Array(await raw.clone().webp({ quality: 50 }).toBuffer()),
    ]
    const others = shapes.map((shape) => drawShape(shape, 700, 96))
    const all = await embedder.collect([...others, ...copies])
    const groups = await all.nearDuplicates()
    expect(groups.map(({ pictures: members }) => members.map(({ index }) => index))).toEqual([[3, 4, 5, 6]])
    for (const { similarity, hashBits } of groups[0]!.pairs) {
      expect(similarity).toBeGreaterThan(0.85)
      expect(hashBits).toBeLessThanOrEqual(64)
    }
    const strict = await all.nearDuplicates({ similarity: 1.1, certain: 1.1 })
    expect(strict).toEqual([])
  })
})

describe('clusters', () => {
  it('hold like pictures, the most typical first', async () => {
    const { clusters, silhouette } = await collection.cluster({ k: 3, seed: 1 })
    expect(
      clusters.flatMap(({ pictures: members }) => members.map(({ index }) => index)).sort((a, b) => a - b),
    ).toEqual(pictures.map((_, i) => i))
    expect(silhouette).toBe(0)
    for (const { pictures: members } of clusters) {
      const typical = members.map(({ similarity }) => similarity)
      expect(typical).toEqual(typical.toSorted((a, b) => b - a))
    }
    const mostCommon = (labels: readonly Shape[]) =>
      Math.max(...shapes.map((shape) => labels.filter((label) => label === shape).length))
    const right = clusters.reduce(
      (sum, { pictures: members }) => sum + mostCommon(members.map(({ index }) => rows[index]!.label)),
      0,
    )
    expect(right).toBeGreaterThan(35)
  })

  it('are as many as their silhouette says', async () => {
    const { clusters, silhouette, tried } = await collection.cluster({ most: 5 })
    expect(tried.map(({ k }) => k)).toEqual([2, 3, 4, 5])
    expect(silhouette).toBe(Math.max(...tried.map((one) => one.silhouette)))
    expect(clusters.length).toBe(tried.find((one) => one.silhouette === silhouette)?.k)
  })
})

describe('outliers', () => {
  it('are what is unlike the rest', async () => {
    const noise = {
      width: 48,
      height: 48,
      pixels: Uint8Array.from(RandomKey.from(1).uniform(6912), (v) => v * 256),
    }
    const all = await embedder.collect([...pictures.slice(0, 20), noise, ...pictures.slice(20)])
    const [oddest] = await all.outliers()
    expect(oddest?.index).toBe(20)
    expect(await all.outliers({ fence: 1000 })).toEqual([])
  })
})

describe('wrong labels', () => {
  it('are found among right ones', async () => {
    const flipped = [4, 17, 33]
    const labels = rows.map(({ label }, i) =>
      flipped.includes(i) ? shapes[(shapes.indexOf(label) + 1) % 3]! : label,
    )
    const found = await collection.findWrongLabels(labels)
    const first = found.slice(0, 5).map(({ index }) => index)
    expect(flipped.filter((index) => first.includes(index)).length).toBeGreaterThanOrEqual(2)
    for (const { index, label, suggested, quality } of found) {
      expect(label).toBe(labels[index])
      expect(suggested).not.toBe(label)
      expect(quality).toBeLessThan(0.5)
    }
  })

  it('want a label for each picture, each label twice', async () => {
    await expect(collection.findWrongLabels(['disc'])).rejects.toThrow('There are 1 labels for 60 pictures.')
    const once = rows.map(({ label }, i) => (i === 7 ? 'unique' : label))
    await expect(collection.findWrongLabels(once)).rejects.toThrow('The label "unique" has a single picture.')
  })
})

describe('options of a collection', () => {
  it.each([
    ['nearDuplicates', { hashBits: 1.5 }, 'hashBits is the number 1.5.'],
    ['nearDuplicates', { similarity: Number.NaN }, 'similarity is the number NaN.'],
    ['nearDuplicates', { certain: '0.9' }, 'certain is the string "0.9".'],
    ['outliers', { k: 0 }, 'k is the number 0.'],
    ['outliers', { fence: -1 }, 'fence is the number -1.'],
    ['cluster', { k: 0.5 }, 'k is the number 0.5.'],
    ['cluster', { most: 1 }, 'most is the number 1.'],
  ] as const)('of %s refuse %o', async (method, options, message) => {
    await expect(Reflect.apply(collection[method], collection, [options])).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(message),
    })
  })

  it('of findWrongLabels refuse a penalty or folds that cannot be', async () => {
    const labels = rows.map(({ label }) => label)
    await expect(collection.findWrongLabels(labels, { c: 0 })).rejects.toThrow('c is the number 0.')
    await expect(collection.findWrongLabels(labels, { folds: 1 })).rejects.toThrow('folds is the number 1.')
  })
})
