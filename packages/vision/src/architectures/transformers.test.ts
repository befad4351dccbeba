import type { Engine } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { checkArchitecture } from '../../fixtures/check-architecture'
import { architectureOf } from './architecture-of'

const small = {
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 64,
  image_size: 32,
  patch_size: 8,
}
const configs = {
  vit: { model_type: 'vit', ...small },
  deit: { model_type: 'deit', ...small, architectures: ['DeiTForImageClassificationWithTeacher'] },
  swin: {
    model_type: 'swin',
    image_size: 40,
    patch_size: 2,
    embed_dim: 16,
    depths: [2, 2],
    num_heads: [2, 4],
    window_size: 4,
    drop_path_rate: 0,
  },
  convnext: { model_type: 'convnext', hidden_sizes: [8, 16, 24, 32], depths: [1, 1, 2, 1] },
}

describe('networks that transformers publishes', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it.each(Object.entries(configs))('%s gives the logits and gradients of PyTorch', async (name, config) => {
    await checkArchitecture(name, architectureOf(config, 'config.json').create, engine)
  })
})
