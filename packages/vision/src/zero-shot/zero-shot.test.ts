import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openModel } from '@graftjs/hub'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { ImageEmbedder } from '../embedder/image-embedder'
import { readFixture } from '../testing/fixture'
import { pattern } from '../testing/pattern'
import { tinyClip } from '../testing/tiny-clip'
import { zeroShot } from './zero-shot'

interface Fixture {
  templates: string[]
  labels: Record<string, string[]>
  prompts: Record<string, { text: string; ids: number[] }[]>
  pictures: { width: number; height: number; seed: number }[]
  /** Of labels by the mean of their sentences, and of two plain sentences: `[pictures, labels]`. */
  scores: number[][]
  plain: number[][]
}
const fixture = readFixture<Fixture>(new URL('./fixtures/scores.json', import.meta.url))
const pictures = fixture.pictures.map(({ width, height, seed }) => pattern(width, height, seed))

let model: string
beforeAll(async () => {
  model = await tinyClip()
})
afterAll(() => rm(model, { recursive: true, force: true }))

describe('zeroShot', () => {
  it("gives the scores of Python's transformers, from the sentences of every label", async () => {
    const { templates, labels } = fixture
    const classifier = await zeroShot(labels, { model, templates, device: 'cpu' })
    expect(classifier.labels).toEqual(Object.keys(labels).sort())
    for (const { label, prompts } of classifier.prompts) {
      expect(prompts).toEqual(fixture.prompts[label]!.map(({ text }) => text))
    }
    const predictions = await classifier.predict(pictures)
    predictions.forEach(({ scores }, row) => {
      Object.keys(labels).forEach((label, column) => {
        expect(Math.abs(scores[label]! - fixture.scores[row]![column]!)).toBeLessThan(1e-4)
      })
    })
    const streamed = []
    for await (const prediction of classifier.predictAll(pictures, { batchSize: 1 }))
      streamed.push(prediction)
    streamed.forEach(({ score }, row) => {
      expect(score).toBeCloseTo(predictions[row]!.score, 4)
    })
    await classifier.close()
  })

  it('reads the ids that Python reads, long sentences cut', async () => {
    const tokenizer = await (await openModel(model)).tokenizer()
    for (const { text, ids } of Object.values(fixture.prompts).flat()) {
      expect(tokenizer.encode(text, undefined, { maxLength: 40 }).ids).toEqual(ids)
    }
  })

  it('equals CLIP itself where one plain sentence stands for each label', async () => {
    const classifier = await zeroShot(
      { cat: 'a cat', dog: 'a dog' },
      { model, templates: ['{}'], device: 'cpu' },
    )
    const predictions = await classifier.predict(pictures)
    predictions.forEach(({ scores }, row) => {
      expect(Math.abs(scores.cat - fixture.plain[row]![0]!)).toBeLessThan(1e-4)
    })
    await classifier.close()
  })

  it('keeps the labels typed, and is evaluated as every classifier', async () => {
    const classifier = await zeroShot(['dog', 'cat'], { model, device: 'cpu' })
    expectTypeOf(classifier.labels).toEqualTypeOf<readonly ('dog' | 'cat')[]>()
    expect(classifier.labels).toEqual(['cat', 'dog'])
    const rows = pictures.map((picture, i) => ({
      picture,
      label: i === 0 ? ('cat' as const) : ('dog' as const),
    }))
    const { report, predictions, truths } = await classifier.evaluate(rows)
    expect(predictions).toHaveLength(3)
    expect(truths).toEqual(['cat', 'dog', 'dog'])
    expect(report.rows).toBe(3)
    await expect(classifier.predict(new Uint8Array([1]))).rejects.toMatchObject({ code: 'invalid-file' })
    await classifier.close()
  })

  it.each([
    [['one'], {}, 'labels cannot be used. (labels) Give two or more labels'],
    [['one', 'one'], {}, 'each once'],
    [['one', ''], {}, 'Give texts that say what is on a picture.'],
    [{ one: 'a', two: [] }, {}, 'labels["two"] cannot be used.'],
    [7, {}, 'Give an array of labels'],
    [['one', 'two'], { templates: ['a photo'] }, 'Give texts that hold {}'],
    [['one', 'two'], { templates: [] }, 'templates cannot be used'],
    [['one', 'two'], { device: 'abacus' }, 'device'],
  ])('refuses %j %j', async (labels, options, message) => {
    const given: object = { model, ...options }
    await expect(Reflect.apply(zeroShot, undefined, [labels, given])).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining(message),
    })
  })

  it('says so where the model knows no texts, or lacks weights', async () => {
    await expect(zeroShot(['a', 'b'], { model: 'EfficientNet-Lite0' })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('which knows no texts'),
    })
    const damaged = await tinyClip()
    const config = readFixture<{ text_config: object }>(
      new URL('./fixtures/tiny-clip/config.json', import.meta.url),
    )
    const deeper = { ...config, text_config: { ...config.text_config, num_hidden_layers: 3 } }
    await writeFile(join(damaged, 'config.json'), JSON.stringify(deeper))
    await expect(zeroShot(['a', 'b'], { model: damaged })).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringContaining('text_model.encoder.layers.2'),
    })
    await rm(damaged, { recursive: true })
  })
})

describe('an image embedder of CLIP', () => {
  it('finds pictures by words', async () => {
    const embedder = await ImageEmbedder.open(model, { device: 'cpu' })
    expect(embedder.dimensions).toBe(16)
    const collection = await embedder.collect(pictures)
    const [query] = await embedder.embedTexts(['a cat'])
    const found = await collection.similar(query!, { k: 3 })
    const [cat, dog] = await embedder.embedTexts(['a cat', 'a dog'])
    cat!.forEach((value, i) => {
      expect(value).toBeCloseTo(query![i]!, 5)
    })
    // The softmax over two texts is the sigmoid of the difference of their logits.
    for (const { index, similarity } of found) {
      const { data, columns } = collection.vectors
      const other = dog!.reduce((sum, value, c) => sum + value * data[index * columns + c]!, 0)
      const wanted = fixture.plain[index]!
      expect(Math.sign(similarity - other)).toBe(Math.sign(wanted[0]! - wanted[1]!))
    }
    await embedder.close()
  })

  it('has words only where the model knows some', async () => {
    const embedder = await ImageEmbedder.open('EfficientNet-Lite0', { device: 'cpu', size: 32 })
    await expect(embedder.embedTexts(['a cat'])).rejects.toMatchObject({ code: 'unsupported' })
    await embedder.close()
  })
})
