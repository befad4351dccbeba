import { dirname, join } from 'node:path'
import { GraftError } from '@graftjs/base'
import { openSafetensors, type TensorFile } from '@graftjs/core'
import { damaged, isObject, readJsonObject } from './read-json'

/**
 * Several safetensors files as one, by `model.safetensors.index.json`: which tensor lies in which file.
 *
 * @throws GraftError `invalid-file` where index and files do not fit, or a file name leads elsewhere.
 */
export async function openShardedWeights(indexPath: string): Promise<TensorFile> {
  const { weight_map: map, metadata } = await readJsonObject(indexPath, 64)
  if (!isObject(map)) throw damaged(indexPath, 'The index has no weight_map.')
  const shards = new Map<string, TensorFile>()
  const homes = new Map<string, TensorFile>()
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== 'string' || !/^[\w-][\w.-]*\.safetensors$/.test(file)) {
      throw damaged(indexPath, `Tensor ${JSON.stringify(name)} is said to lie in ${JSON.stringify(file)}.`)
    }
    const shard = shards.get(file) ?? (await openSafetensors(join(dirname(indexPath), file)))
    shards.set(file, shard)
    shard.info(name)
    homes.set(name, shard)
  }
  const home = (name: string): TensorFile => {
    const shard = homes.get(name)
    if (shard) return shard
    throw new GraftError('not-found', {
      what: `There is no tensor ${JSON.stringify(name)}.`,
      where: indexPath,
      fix: `The index names ${homes.size} others.`,
      details: { tensor: name },
    })
  }
  const texts = isObject(metadata) ? Object.entries(metadata) : []
  return {
    where: indexPath,
    names: [...homes.keys()],
    metadata: new Map(texts.map(([key, value]) => [key, String(value)])),
    info: (name) => home(name).info(name),
    get: async (name) => home(name).get(name),
    float32: async (name) => home(name).float32(name),
  }
}
