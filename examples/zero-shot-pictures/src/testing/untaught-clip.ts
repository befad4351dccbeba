import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeSafetensors } from '@graftjs/core'

const source = new URL('../../../../packages/vision/src/zero-shot/fixtures/tiny-clip/', import.meta.url)
const [width, inner, layers, vocabulary, positions, patch, patches, projection] = [
  32, 64, 2, 201, 40, 8, 16, 16,
]

/** A folder with a tiny CLIP whose weights are waves: it has learnt nothing, but all its parts are there. */
export async function untaughtClip(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-untaught-clip-'))
  await cp(fileURLToPath(source), folder, { recursive: true })
  const tensors = [...shapes()].map(([name, shape], place) => {
    const length = shape.reduce((product, size) => product * size, 1)
    const data = Float32Array.from({ length }, (_, i) => 0.3 * Math.sin(1 + 7 * place + 12.9898 * i))
    return [name, { dtype: 'F32', shape, data }] as const
  })
  await writeSafetensors(join(folder, 'model.safetensors'), tensors)
  return folder
}

function* shapes(): Generator<readonly [name: string, shape: readonly number[]]> {
  const norm = (name: string) => ['weight', 'bias'].map((part) => [`${name}.${part}`, [width]] as const)
  const linear = (name: string, outputs: number, inputs: number) => [
    [`${name}.weight`, [outputs, inputs]] as const,
    [`${name}.bias`, [outputs]] as const,
  ]
  yield ['logit_scale', []]
  yield ['text_model.embeddings.token_embedding.weight', [vocabulary, width]]
  yield ['text_model.embeddings.position_embedding.weight', [positions, width]]
  yield* norm('text_model.final_layer_norm')
  yield ['vision_model.embeddings.class_embedding', [width]]
  yield ['vision_model.embeddings.patch_embedding.weight', [width, 3, patch, patch]]
  yield ['vision_model.embeddings.position_embedding.weight', [patches + 1, width]]
  yield* norm('vision_model.pre_layrnorm')
  yield* norm('vision_model.post_layernorm')
  for (const tower of ['text_model', 'vision_model']) {
    for (let layer = 0; layer < layers; layer++) {
      const name = `${tower}.encoder.layers.${layer}`
      for (const part of ['q_proj', 'k_proj', 'v_proj', 'out_proj'])
        yield* linear(`${name}.self_attn.${part}`, width, width)
      yield* linear(`${name}.mlp.fc1`, inner, width)
      yield* linear(`${name}.mlp.fc2`, width, inner)
      yield* norm(`${name}.layer_norm1`)
      yield* norm(`${name}.layer_norm2`)
    }
  }
  yield ['visual_projection.weight', [projection, width]]
  yield ['text_projection.weight', [projection, width]]
}
