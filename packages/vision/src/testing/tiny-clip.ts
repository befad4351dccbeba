import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isConcrete, stateOf, writeSafetensors } from '@graftjs/core'
import { seededWeight } from '../../fixtures/seeded'
import { Clip, clipConfig } from '../architectures/clip'
import { readFixture } from './fixture'

const source = new URL('../zero-shot/fixtures/tiny-clip/', import.meta.url)

/** A new folder with a tiny CLIP whose weights are those that Python was given. */
export async function tinyClip(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-clip-'))
  await cp(fileURLToPath(source), folder, { recursive: true })
  const config = clipConfig(readFixture(new URL('config.json', source)), 'tiny-clip')
  const tensors = Object.entries(stateOf(new Clip(config))).map(([name, { shape }]) => {
    const concrete = isConcrete(shape) ? shape : []
    return [name, { dtype: 'F32', shape: concrete, data: seededWeight(name, concrete) }] as const
  })
  await writeSafetensors(join(folder, 'model.safetensors'), tensors)
  return folder
}
