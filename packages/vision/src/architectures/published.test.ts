import { createHash } from 'node:crypto'
import { stateOf } from '@graftjs/core'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/check-architecture'
import type { Architecture, Json } from './architecture'
import { architectureOf } from './architecture-of'

type Digest = readonly [count: number, digest: string]
const fixture =
  readFixture<Record<'timm' | 'torchvision' | 'transformers', Record<string, Digest>>>('published')

const whole = (config: Json & { model_type: string }): Architecture => architectureOf(config, 'config.json')

const models = [
  ...Object.keys(fixture.timm).map(
    (name) => ['timm', name, { model_type: 'timm_wrapper', architecture: name }] as const,
  ),
  ...Object.keys(fixture.torchvision).map(
    (name) => ['torchvision', name, { model_type: 'torchvision', architecture: name }] as const,
  ),
  ...Object.keys(fixture.transformers).map((name) => {
    const architectures = name === 'deit' ? ['DeiTForImageClassificationWithTeacher'] : []
    return ['transformers', name, { model_type: name, architectures }] as const
  }),
]

describe.each(models)('%s: %s', (library, name, config) => {
  const architecture = whole(config)
  const state = stateOf(architecture.create(1000))
  const paths = Object.keys(state)

  it('has the names and shapes of the published file', () => {
    const lines = Object.entries(state).map(([path, { shape }]) => `${path} [${shape.join(',')}]`)
    const text = lines.sort((a, b) => (a < b ? -1 : 1)).join('\n')
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
    expect([lines.length, digest]).toEqual(fixture[library][name])
  })

  it('has every parameter in one stage, the head in the last', () => {
    const { stages, head } = architecture
    for (const path of paths) {
      expect(
        stages.filter((stage) => stage.test(path)),
        path,
      ).toHaveLength(1)
      expect(stages.at(-1)!.test(path), path).toBe(head.test(path))
      expect(architecture.pathOf(path)).toBe(path)
    }
    for (const stage of stages)
      expect(
        paths.filter((path) => stage.test(path)),
        String(stage),
      ).not.toEqual([])
  })
})

describe('architectureOf', () => {
  it.each([
    [{ model_type: 'llama' }, 'unsupported', 'llama'],
    [{ model_type: 'timm_wrapper', architecture: 'nothing50' }, 'unsupported', 'nothing50'],
    [{ model_type: 'vit', hidden_size: 30, num_attention_heads: 4 }, 'invalid-file', 'hidden_size'],
    [{ model_type: 'vit', patch_size: -1 }, 'invalid-file', 'patch_size'],
    [{ model_type: 'swin', hidden_act: 'sine' }, 'invalid-file', 'hidden_act'],
    [{ model_type: 'convnext', depths: [1, 2] }, 'invalid-file', 'depths'],
    [{ model_type: 'mobilenet_v2', tf_padding: 'yes' }, 'invalid-file', 'tf_padding'],
  ])('refuses %j by name', (config, code, named) => {
    expect(() => whole(config)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(named) }),
    )
  })

  it('takes size, crop and colours from what timm says of the weights', () => {
    const { preprocessor, size } = whole({
      model_type: 'timm_wrapper',
      architecture: 'resnet50.a1_in1k',
      pretrained_cfg: {
        input_size: [3, 160, 160],
        crop_pct: 0.95,
        interpolation: 'bicubic',
        mean: [0, 0, 0],
        std: [1, 1, 1],
      },
    })
    expect(size).toBe(160)
    expect(preprocessor).toMatchObject({
      size: { shortest_edge: 168 },
      crop_size: { height: 160, width: 160 },
      resample: 3,
      image_mean: [0, 0, 0],
      image_std: [1, 1, 1],
    })
  })
})
