import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Progress } from '@graftjs/base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenModelOptions, openModel } from '../open/open-model'

// A hub as Hugging Face's API describes it, on this machine; `hub` is what a test changes about it.
const commit = 'a'.repeat(40)
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')
const gitId = (content: Buffer) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
const weights = Buffer.from(
  // One float32 tensor of 50,000 ones, by the format's own words.
  (() => {
    const header = Buffer.from('{"a":{"dtype":"F32","shape":[50000],"data_offsets":[0,200000]}}  ')
    const length = Buffer.alloc(8)
    length.writeUInt32LE(header.length)
    return Buffer.concat([length, header, Buffer.from(new Float32Array(50_000).fill(1).buffer)])
  })(),
)
const files: Record<string, Buffer> = {
  'config.json': Buffer.from('{"model_type":"bert"}'),
  'tokenizer_config.json': Buffer.from('{}'),
  'model.safetensors': weights,
  'pytorch_model.bin': Buffer.from('pickle'),
  'onnx/model.onnx': Buffer.from('onnx'),
}

interface Hub {
  listed: Record<string, unknown>[]
  requests: { url: string; host: string; authorization: string | undefined; range: string | undefined }[]
  /** Answers a request for a file itself, or leaves it by returning false. */
  onFile: (name: string, request: IncomingMessage, response: ServerResponse) => boolean
  listingStatus: number
}
let hub: Hub
let server: Server
let endpoint: string
let cache: string
let options: OpenModelOptions

beforeEach(async () => {
  hub = { listed: listing(), requests: [], onFile: () => false, listingStatus: 200 }
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${portOf(server)}`
  cache = await mkdtemp(join(tmpdir(), 'graft-cache-'))
  options = { cache, endpoint, offline: false }
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function portOf(listening: Server): number {
  const address = listening.address() as AddressInfo
  return address.port
}

function listing(): Record<string, unknown>[] {
  return Object.entries(files).map(([rfilename, content]) =>
    content.length > 1000
      ? { rfilename, size: content.length, lfs: { sha256: sha256(content), size: content.length } }
      : { rfilename, size: content.length, blobId: gitId(content) },
  )
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { authorization, range, host = '' } = request.headers
  const url = request.url ?? ''
  hub.requests.push({ url, host, authorization, range })
  if (url.startsWith('/api/models/owner/name/revision/main?')) {
    response.writeHead(hub.listingStatus, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ sha: commit, siblings: hub.listed }))
    return
  }
  const prefix = `/owner/name/resolve/${commit}/`
  const name = url.slice(prefix.length)
  const content = url.startsWith(prefix) ? files[name] : undefined
  if (!content) {
    response.writeHead(404).end()
  } else if (!hub.onFile(name, request, response)) {
    sendRange(content, range, response)
  }
}

function sendRange(content: Buffer, range: string | undefined, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  if (range) {
    response.writeHead(206, {
      'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
      'content-length': content.length - from,
    })
  } else response.writeHead(200, { 'content-length': content.length })
  response.end(content.subarray(from))
}

const onlyWeights = (handle: (request: IncomingMessage, response: ServerResponse) => void) => {
  hub.onFile = (name, request, response) => {
    if (name !== 'model.safetensors') return false
    handle(request, response)
    return true
  }
}
const weightRequests = () => hub.requests.filter(({ url }) => url.endsWith('/model.safetensors'))
const snapshot = () => join(cache, 'owner--name', commit)

describe('openModel, downloading', () => {
  it('fetches what it needs, verified, and uses the cache from then on, without a network too', async () => {
    const progress: Progress[] = []
    const model = await openModel('owner/name', { ...options, onProgress: (each) => progress.push(each) })
    expect(model).toMatchObject({ name: 'owner/name', source: 'download', path: snapshot() })
    expect((await (await model.weights()).float32('a')).data).toEqual(new Float32Array(50_000).fill(1))
    expect((await readdir(snapshot())).sort()).toEqual([
      '.complete',
      'config.json',
      'model.safetensors',
      'tokenizer_config.json',
    ])
    expect(progress.at(-1)).toMatchObject({
      phase: 'prepare',
      step: weights.length + 23,
      steps: weights.length + 23,
    })

    const before = hub.requests.length
    await openModel('owner/name', options)
    await openModel('owner/name', { cache, offline: true })
    await openModel('owner/name', { cache, offline: true, revision: commit })
    expect(hub.requests.length).toBe(before)
    await openModel('owner/name', { ...options, update: true })
    expect(hub.requests.length).toBe(before + 1)
  })

  it('goes on where a dropped connection left off', async () => {
    onlyWeights((request, response) => {
      if (request.headers.range) return sendRange(weights, request.headers.range, response)
      response.writeHead(200, { 'content-length': weights.length })
      response.write(weights.subarray(0, 70_000), () => response.destroy())
    })
    const model = await openModel('owner/name', options)
    expect(await readFile(join(model.path, 'model.safetensors'))).toEqual(weights)
    expect(weightRequests().map(({ range }) => range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=\d+-$/),
    ])
  })

  it('goes on where an earlier process left off, and starts anew where that was something else', async () => {
    const partial = join(snapshot(), '.model.safetensors.partial')
    await mkdir(snapshot(), { recursive: true })
    await writeFile(partial, weights.subarray(0, 1000))
    await writeFile(`${partial}.lock`, '999999999')
    await openModel('owner/name', options)
    expect(weightRequests().map(({ range }) => range)).toEqual(['bytes=1000-'])

    cache = await mkdtemp(join(tmpdir(), 'graft-cache-'))
    await mkdir(snapshot(), { recursive: true })
    await writeFile(join(snapshot(), '.model.safetensors.partial'), Buffer.alloc(1000, 7))
    const model = await openModel('owner/name', { ...options, cache })
    expect(await readFile(join(model.path, 'model.safetensors'))).toEqual(weights)
  })

  it('takes a server that knows no ranges', async () => {
    await mkdir(snapshot(), { recursive: true })
    await writeFile(join(snapshot(), '.model.safetensors.partial'), weights.subarray(0, 1000))
    onlyWeights((_, response) => sendRange(weights, undefined, response))
    const model = await openModel('owner/name', options)
    expect(await readFile(join(model.path, 'model.safetensors'))).toEqual(weights)
  })

  it.each([
    ['another content', Buffer.alloc(weights.length, 1)],
    ['more than is listed', Buffer.concat([weights, weights])],
  ])('refuses %s, and keeps nothing of it', async (_, content) => {
    onlyWeights((_request, response) => sendRange(content, undefined, response))
    await expect(openModel('owner/name', options)).rejects.toMatchObject({ code: 'invalid-file' })
    expect(await readdir(snapshot())).not.toContain('model.safetensors')
    onlyWeights((request, response) => sendRange(weights, request.headers.range, response))
    await openModel('owner/name', options)
  })

  it('refuses a small file whose git id differs', async () => {
    hub.onFile = (name, _, response) => {
      if (name !== 'config.json') return false
      sendRange(Buffer.from('{"model_type":"bart"}'), undefined, response)
      return true
    }
    await expect(openModel('owner/name', options)).rejects.toMatchObject({ code: 'invalid-file' })
  })

  it('tries again after a server error, and gives up on a refusal', async () => {
    let failures = 0
    onlyWeights((request, response) => {
      if (failures++ < 2) response.writeHead(503).end()
      else sendRange(weights, request.headers.range, response)
    })
    await openModel('owner/name', options)
    expect(failures).toBe(3)

    cache = await mkdtemp(join(tmpdir(), 'graft-cache-'))
    hub.requests = []
    onlyWeights((_, response) => response.writeHead(403).end())
    await expect(openModel('owner/name', { ...options, cache })).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('token'),
    })
    expect(weightRequests().length).toBe(1)
  })

  it.each([
    [404, 'not-found', /no model owner\/name/],
    [401, 'network', /private, gated or not there.*token/],
    [500, 'network', /status 500/],
  ])('says what a status of %i means', async (status, code, says) => {
    hub.listingStatus = status
    await expect(openModel('owner/name', options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(says),
    })
  })

  it('sends the token to the endpoint and not to where that redirects', async () => {
    const elsewhere = createServer((request, response) => {
      foreign.push(request.headers.authorization)
      sendRange(weights, request.headers.range, response)
    })
    const foreign: (string | undefined)[] = []
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    onlyWeights((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${portOf(elsewhere)}/cdn?signature=1` }).end()
    })
    await openModel('owner/name', { ...options, token: 'hf_secret' })
    elsewhere.close()
    expect(foreign).toEqual([undefined])
    expect(new Set(hub.requests.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer hf_secret']),
    )
  })

  it('follows no redirect without end and none to another scheme', async () => {
    onlyWeights((request, response) => response.writeHead(302, { location: request.url ?? '' }).end())
    await expect(openModel('owner/name', options)).rejects.toMatchObject({ code: 'network' })
    onlyWeights((_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end())
    await expect(openModel('owner/name', options)).rejects.toMatchObject({ code: 'network' })
  }, 30_000)

  it('stops at once when aborted, and goes on with the next call', async () => {
    const controller = new AbortController()
    onlyWeights((_, response) => {
      response.writeHead(200, { 'content-length': weights.length })
      response.write(weights.subarray(0, 70_000), () => setTimeout(() => controller.abort(), 100))
    })
    await expect(openModel('owner/name', { ...options, signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    hub.onFile = () => false
    await openModel('owner/name', options)
    expect(weightRequests().at(-1)?.range).toBe('bytes=70000-')
    await expect(openModel('owner/other', { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject(
      { code: 'aborted' },
    )
  })

  it('passes on what a callback throws', async () => {
    const onProgress = () => {
      throw new RangeError('mine')
    }
    await expect(openModel('owner/name', { ...options, onProgress })).rejects.toThrow(RangeError)
  })

  it('downloads nothing where the weights are pickled only', async () => {
    hub.listed = listing().filter(({ rfilename }) => rfilename !== 'model.safetensors')
    await expect(openModel('owner/name', options)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('pytorch_model.bin'),
    })
    expect(hub.requests.length).toBe(1)
  })

  it('says when there is no hub, and when its address is none', async () => {
    server.close()
    server.closeAllConnections()
    await expect(openModel('owner/name', options)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/ECONNREFUSED.*HF_ENDPOINT/s),
    })
    await expect(openModel('owner/name', { ...options, endpoint: 'nowhere' })).rejects.toMatchObject({
      code: 'invalid-option',
    })
  })

  it('lets two processes download the same file at once', async () => {
    const models = await Promise.all([openModel('owner/name', options), openModel('owner/name', options)])
    for (const model of models) expect(await readFile(join(model.path, 'model.safetensors'))).toEqual(weights)
    expect((await readdir(snapshot())).filter((name) => name.includes('partial'))).toEqual([])
  })
})
