import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { GraftError, type OnProgress, recoverFolder, statusOf } from '@graftjs/base'
import { downloadModel } from '../download/download-model'
import { abortedError, endpointOf } from '../download/endpoint'
import { ModelFolder } from '../folder/model-folder'
import { bundled, bundledFolder, bundledModel } from './bundled'
import { CachedModel, cachedIds, cacheFolder } from './cache'
import { nearNames } from './near-names'

export interface OpenModelOptions {
  /** Where downloads are kept. Default: `$GRAFT_HOME/models`, else `~/.cache/graft/models`. */
  readonly cache?: string
  /** Never use the network. Default: whether the variable HF_HUB_OFFLINE is 1. */
  readonly offline?: boolean
  /** The hub to download from. Default: the variable HF_ENDPOINT, else https://huggingface.co. */
  readonly endpoint?: string
  /** For private and gated models; sent to the endpoint's own host only. Default: the variable HF_TOKEN. */
  readonly token?: string
  /** A branch, tag or commit of the model. Default: 'main'. */
  readonly revision?: string
  /** Ask the hub whether the revision has moved though it is in the cache. Default: false. */
  readonly update?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/**
 * Opens a pretrained model by one of three names:
 * - the path of a folder in Hugging Face's layout (`'./spam-model'`);
 * - a bundled name in any case (`'all-MiniLM-L6-v2'`), whose npm data package is installed;
 * - a Hugging Face id (`'owner/name'`), which is downloaded once, verified and kept in the cache. What is in
 *   the cache is used without asking the network again.
 *
 * @throws GraftError `not-found` with near names and what to do, `network`, `invalid-file`, `unsupported` for
 *   weights that are no safetensors, `aborted`.
 */
export async function openModel(nameOrPath: string, options: OpenModelOptions = {}): Promise<ModelFolder> {
  if (typeof nameOrPath !== 'string' || nameOrPath.trim() === '') {
    throw new GraftError('invalid-option', {
      what: `A model's name must be text, not ${JSON.stringify(nameOrPath) ?? typeof nameOrPath}.`,
      where: 'model',
      fix: waysToName,
    })
  }
  if (options.signal?.aborted) throw abortedError(options.signal.reason)
  const path = resolve(nameOrPath.replace(/^~(?=[/\\]|$)/, homedir()))
  if (await isModelFolder(path)) return new ModelFolder(nameOrPath, path, 'folder')
  const model = bundledModel(nameOrPath)
  const folder = model && bundledFolder(model)
  if (model && folder) return new ModelFolder(model.name, folder, 'package')
  if (isHuggingFaceId(nameOrPath)) return download(model?.huggingFace ?? nameOrPath, options)
  throw await unknownModel(nameOrPath, path, cacheFolder(options.cache))
}

const waysToName =
  "Name a model by the path of a folder that holds config.json ('./my-model'), by a bundled name " +
  `('${bundled[0].name}'), or by its Hugging Face id ('owner/name').`

async function download(id: string, options: OpenModelOptions): Promise<ModelFolder> {
  const { revision = 'main', offline = process.env['HF_HUB_OFFLINE'] === '1' } = options
  const cache = cacheFolder(options.cache)
  const cached = new CachedModel(cache, id, revision)
  const found = await cached.find()
  if (found && (offline || !options.update)) return new ModelFolder(id, found, 'download')
  if (offline) {
    throw new GraftError('not-found', {
      what: `The model ${id} (revision ${revision}) is not in the cache, and the network is off.`,
      where: cache,
      fix: `Run openModel('${id}') once with a network, copy the cache folder from a machine that has it, or name a folder that holds the model.`,
      details: { id, revision, cache },
    })
  }
  const endpoint = endpointOf(options.endpoint, options.token)
  const path = await downloadModel(cached, { ...options, endpoint })
  return new ModelFolder(id, path, 'download')
}

/** `owner/name` as Hugging Face allows it; never a path that leads upwards. */
function isHuggingFaceId(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/.test(name) && !/--|\.\./.test(name)
}

async function isModelFolder(path: string): Promise<boolean> {
  if (await statusOf(join(path, 'config.json'))) return true
  if (await statusOf(path)) return false
  // A crash in the middle of a save may have moved the folder aside.
  await recoverFolder(path).catch((error: unknown) => {
    if (!GraftError.isInstance(error)) throw error
  })
  return (await statusOf(join(path, 'config.json'))) !== undefined
}

async function unknownModel(name: string, path: string, cache: string): Promise<GraftError> {
  const model = bundledModel(name)
  if (model) {
    return new GraftError('not-found', {
      what: `The model ${model.name} comes as the package ${model.package}, which is not installed.`,
      where: 'model',
      fix: `Run: npm install ${model.package}.${model.huggingFace ? ` Or give its Hugging Face id '${model.huggingFace}' to download it.` : ''}`,
      details: { name, package: model.package },
    })
  }
  if (await statusOf(path)) {
    return new GraftError('not-found', {
      what: 'The folder holds no config.json, so it is no model.',
      where: path,
      fix: waysToName,
      details: { name },
    })
  }
  const known = [
    ...bundled.flatMap(({ name, huggingFace }) => (huggingFace ? [name, huggingFace] : [name])),
    ...(await cachedIds(cache)),
  ]
  const near = nearNames(name, known)
  return new GraftError('not-found', {
    what: `There is no model ${JSON.stringify(name)}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
    where: 'model',
    fix: waysToName,
    details: { name, near },
  })
}
