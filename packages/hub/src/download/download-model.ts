import { join } from 'node:path'
import { assertWritable, GraftError, type OnProgress, statusOf } from '@graftjs/base'
import type { CachedModel } from '../open/cache'
import { downloadFile } from './download-file'
import { addressAt, type Endpoint } from './endpoint'
import { listModel, type RemoteFile, wantedFiles } from './listing'

export interface DownloadModelOptions {
  readonly endpoint: Endpoint
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/**
 * Brings a model into the cache and gives the folder of its commit. A file is in that folder only when it is
 * whole and verified, so a download that was stopped goes on with the next call.
 */
export async function downloadModel(
  cached: CachedModel,
  { endpoint, signal, onProgress }: DownloadModelOptions,
): Promise<string> {
  const listing = await listModel(endpoint, cached.id, cached.revision, signal)
  const files = wantedFiles(listing, cached.id)
  const folder = cached.snapshot(listing.commit)
  await assertWritable(join(folder, 'config.json'))
  const report = progressOf(files, onProgress)
  for (const file of files) {
    const target = join(folder, file.name)
    if (await hasSize(target, file.size)) {
      report(file, file.size ?? 0)
      continue
    }
    const address = addressAt(endpoint, [cached.id, 'resolve', listing.commit, file.name])
    await downloadFile(address, target, file, { endpoint, signal, onBytes: (bytes) => report(file, bytes) })
  }
  if (!files.some((file) => file.name === 'config.json')) {
    throw new GraftError('unsupported', {
      what: `The model ${cached.id} has no config.json.`,
      where: `${cached.id} at ${listing.commit}`,
      fix: 'Take a model in the layout of Hugging Face transformers.',
    })
  }
  await cached.complete(listing.commit)
  return folder
}

/** Bytes of all files together, with the time that is left at the pace so far. */
function progressOf(files: readonly RemoteFile[], onProgress: OnProgress | undefined) {
  const total = files.reduce((sum, file) => sum + (file.size ?? 0), 0)
  const received = new Map<string, number>()
  const start = performance.now()
  let before: number | undefined
  return (file: RemoteFile, bytes: number) => {
    received.set(file.name, bytes)
    const done = [...received.values()].reduce((sum, each) => sum + each, 0)
    before ??= done
    const bytesPerSecond = (done - before) / ((performance.now() - start) / 1000)
    onProgress?.({
      phase: 'prepare',
      step: done,
      steps: Math.max(done, total),
      message: `downloading ${file.name}`,
      ...(bytesPerSecond > 0 ? { secondsLeft: Math.max(0, total - done) / bytesPerSecond } : {}),
    })
  }
}

async function hasSize(path: string, size: number | undefined): Promise<boolean> {
  const found = await statusOf(path)
  return found !== undefined && (size === undefined || found.size === size)
}
