import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  compile,
  crossEntropy,
  type Engine,
  fromTypedArray,
  type Parameters,
  parametersOf,
  stateOf,
  type Tensor,
  tensor,
  valueAndGrad,
  withParameters,
} from '@graftjs/core'
import { openModel } from '@graftjs/hub'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  arraysOf,
  largestDifference,
  readFixture,
  seeded,
  seededPixels,
  worstOf,
} from '../../fixtures/check-architecture'
import { Clip, clipConfig } from './clip'

interface Fixture {
  readonly size: number
  readonly batch: number
  readonly ids: number[][]
  readonly pictures: number[][]
  readonly texts: number[][]
  readonly logits: number[][]
  readonly loss: number
  readonly gradients: Readonly<Record<string, readonly [number, number]>>
}

const tower = {
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 64,
  image_size: 32,
  patch_size: 8,
}
const config = {
  text_config: { ...tower, vocab_size: 60, max_position_embeddings: 12, eos_token_id: 59 },
  vision_config: tower,
  projection_dim: 16,
}

describe('CLIP', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  const fixture = readFixture<Fixture>('clip')
  const model = () => seeded(new Clip(clipConfig(config, 'config.json')))
  const batch = () => ({
    pixels: seededPixels('clip', fixture),
    ids: tensor(fixture.ids, { dtype: 'int32' }),
  })

  it('puts pictures and texts where transformers puts them', async () => {
    const clip = model()
    const embed = compile(
      (named: Parameters, { pixels, ids }: ReturnType<typeof batch>) => {
        const own = withParameters(clip, named)
        return {
          pictures: own.embedPictures(pixels),
          texts: own.embedTexts(ids),
          logits: own.forward({ pixels, ids }),
        }
      },
      { engine },
    )
    const found = await embed(stateOf(clip), batch())
    for (const name of ['pictures', 'texts', 'logits'] as const) {
      const worst = largestDifference((await found[name].array()) as number[][], fixture[name])
      expect(worst, name).toBeLessThan(1e-4)
    }
    await embed.dispose()
  })

  it("has PyTorch's gradients of the loss by which it learns", async () => {
    const clip = model()
    const differentiate = compile(
      (parameters: Parameters, inputs: ReturnType<typeof batch>, labels: Tensor) =>
        valueAndGrad((named: Parameters) =>
          crossEntropy(withParameters(clip, named).forward(inputs), labels),
        )(parameters),
      { engine },
    )
    const labels = fromTypedArray(Int32Array.of(0, 1, 2), [3])
    const { value, gradients } = await differentiate(parametersOf(clip), batch(), labels)
    expect(Math.abs((await value.item()) - fixture.loss)).toBeLessThan(1e-4)
    expect(worstOf(await arraysOf(gradients), fixture.gradients)).toBeLessThan(1e-4)
    await differentiate.dispose()
  })

  it('takes the end of a text to be the last of the vocabulary where an old file says 2', () => {
    const old = { ...config, text_config: { ...config.text_config, eos_token_id: 2 } }
    expect(clipConfig(old, 'config.json').text.end).toBe(59)
  })

  it("has its texts cut by the hub's tokenizer as Python cuts them", async () => {
    const { files, texts, ids } = readFixture<{
      files: Record<string, object>
      texts: string[]
      ids: number[][]
    }>('clip_tokenizer')
    const folder = await mkdtemp(join(tmpdir(), 'graft-clip-'))
    try {
      for (const [name, content] of Object.entries({ ...files, 'config.json': { model_type: 'clip' } })) {
        await writeFile(join(folder, name), JSON.stringify(content))
      }
      const tokenizer = await (await openModel(folder)).tokenizer()
      expect(texts.map((text) => [...tokenizer.encode(text).ids])).toEqual(ids)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
