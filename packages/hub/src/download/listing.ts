import { GraftError } from '@graftjs/base'
import { noSafetensors, otherWeights, tokenizerFileNames } from '../folder/model-folder'
import { isObject, type JsonObject } from '../folder/read-json'
import { addressAt, asNetworkError, type Endpoint, get, networkError } from './endpoint'

/** A file of a model at the hub, and what is known to verify it by. */
export interface RemoteFile {
  readonly name: string
  readonly size: number | undefined
  /** Of a large file: sha256 of its content. */
  readonly sha256: string | undefined
  /** Of a small file: git's object id, sha1 of `blob SIZE\0` and the content. */
  readonly gitId: string | undefined
}

export interface Listing {
  readonly commit: string
  readonly files: readonly RemoteFile[]
}

/**
 * What a revision of a model consists of.
 *
 * @throws GraftError `not-found` for an unknown model or revision, `network`.
 */
export async function listModel(
  endpoint: Endpoint,
  id: string,
  revision: string,
  signal: AbortSignal | undefined,
): Promise<Listing> {
  // A revision may hold a slash (refs/pr/1), which the hub wants escaped.
  const address = addressAt(endpoint, ['api/models', id, 'revision'])
  address.pathname += `/${encodeURIComponent(revision)}`
  address.search = '?blobs=true'
  const response = await get(endpoint, address, { signal })
  if (!response.ok) throw await refusal(response, id, revision, endpoint)
  const body = await jsonOf(response, address, signal)
  const commit = body['sha']
  const siblings = body['siblings']
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit) || !Array.isArray(siblings)) {
    throw networkError('The hub answers with something that is no listing of a model', address)
  }
  return { commit, files: siblings.filter(isObject).map(remoteFile) }
}

function remoteFile(entry: JsonObject): RemoteFile {
  const lfs = isObject(entry['lfs']) ? entry['lfs'] : {}
  const size = lfs['size'] ?? entry['size']
  return {
    name: String(entry['rfilename']),
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    sha256: hex(lfs['sha256'], 64),
    gitId: isObject(entry['lfs']) ? undefined : hex(entry['blobId'], 40),
  }
}

function hex(value: unknown, length: number): string | undefined {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value) ? value : undefined
}

const wantedNames: readonly string[] = [
  'config.json',
  ...tokenizerFileNames,
  'preprocessor_config.json',
  'modules.json',
  'sentence_bert_config.json',
  '1_Pooling/config.json',
  'README.md',
  'LICENSE',
]

/**
 * The files of a listing that Graft uses: config, tokenizer, card and one set of safetensors weights.
 *
 * @throws GraftError `unsupported` where the weights are in another format only.
 */
export function wantedFiles(listing: Listing, id: string): RemoteFile[] {
  const names = new Set(listing.files.map((file) => file.name))
  const sharded = !names.has('model.safetensors') && names.has('model.safetensors.index.json')
  const isWeights = sharded
    ? (name: string) =>
        /^model-\d+-of-\d+\.safetensors$/.test(name) || name === 'model.safetensors.index.json'
    : (name: string) => name === 'model.safetensors'
  const wanted = listing.files.filter(({ name }) => wantedNames.includes(name) || isWeights(name))
  if (wanted.some(({ name }) => isWeights(name))) return wanted
  throw noSafetensors(id, `${id} at ${listing.commit}`, otherWeights(names))
}

async function refusal(
  response: Response,
  id: string,
  revision: string,
  endpoint: Endpoint,
): Promise<GraftError> {
  await response.body?.cancel()
  const details = { id, revision, status: response.status }
  const where = endpoint.url.origin
  if (response.status === 404) {
    return new GraftError('not-found', {
      what: `There is no model ${id} with a revision ${revision}.`,
      where,
      fix: 'Check the id and the revision.',
      details,
    })
  }
  if (response.status === 401 || response.status === 403) {
    return new GraftError('network', {
      what: `The hub refuses the model ${id} (status ${response.status}): it is private, gated or not there${endpoint.token ? ', or the token has no right to it' : ''}.`,
      where,
      fix: 'Check the id, accept its terms on its page, and give a token (the option token or the variable HF_TOKEN).',
      details,
    })
  }
  return new GraftError('network', {
    what: `The hub answers with status ${response.status}.`,
    where,
    fix: 'Try again later, or name a mirror in the variable HF_ENDPOINT.',
    details,
  })
}

async function jsonOf(
  response: Response,
  address: URL,
  signal: AbortSignal | undefined,
): Promise<JsonObject> {
  let text: string
  try {
    text = await response.text()
  } catch (error) {
    throw asNetworkError(error, address, signal)
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch (cause) {
    throw networkError('The hub answers with something that is no JSON', address, cause)
  }
  throw networkError('The hub answers with something that is no listing of a model', address)
}
