import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { systemErrorCode, writeFileAtomically } from '@graftjs/base'

/**
 * Where downloaded models lie, so that they can be copied to a machine without a network:
 *
 *     <cache>/owner--name/refs/main            the commit that the revision was at when it was fetched
 *     <cache>/owner--name/<commit>/            config.json, model.safetensors, tokenizer.json …
 *     <cache>/owner--name/<commit>/.complete   written last: without it the folder is not used
 *
 * `<cache>` is the option `cache`, else `$GRAFT_HOME/models`, else `~/.cache/graft/models`.
 */
export function cacheFolder(cache: string | undefined): string {
  const home = process.env['GRAFT_HOME']
  return cache ?? (home ? join(home, 'models') : join(homedir(), '.cache', 'graft', 'models'))
}

const completeName = '.complete'

export class CachedModel {
  private readonly folder: string

  constructor(
    cache: string,
    readonly id: string,
    readonly revision: string,
  ) {
    this.folder = join(cache, id.replace('/', '--'))
  }

  /** Where the files of a commit belong. */
  snapshot(commit: string): string {
    return join(this.folder, commit)
  }

  /** The folder of the revision, if it was downloaded in full. */
  async find(): Promise<string | undefined> {
    const commit = isCommit(this.revision) ? this.revision : (await textOf(this.reference()))?.trim()
    if (!commit || !isCommit(commit)) return undefined
    const folder = this.snapshot(commit)
    return (await textOf(join(folder, completeName))) === undefined ? undefined : folder
  }

  /** Marks a snapshot as complete and the revision as being at that commit. */
  async complete(commit: string): Promise<void> {
    await writeFileAtomically(join(this.snapshot(commit), completeName), `${this.id} ${commit}\n`)
    if (!isCommit(this.revision)) await writeFileAtomically(this.reference(), `${commit}\n`)
  }

  private reference(): string {
    return join(this.folder, 'refs', encodeURIComponent(this.revision))
  }
}

/** A full git commit id: what it names never changes. */
function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}

/** The ids of the models in a cache. */
export async function cachedIds(cache: string): Promise<string[]> {
  try {
    return (await readdir(cache)).filter((name) => name.includes('--')).map((name) => name.replace('--', '/'))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')
}
