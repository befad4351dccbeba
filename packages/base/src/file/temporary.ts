import { randomBytes } from 'node:crypto'
import { open, readdir, realpath, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { GraftError } from '../error'

/** Half-written work sits beside its target as `.NAME.graft-HOST-PID-RANDOM`. */
const host = hostname().replace(/[^A-Za-z0-9]/g, '') || 'host'
const dayInMilliseconds = 24 * 60 * 60 * 1000

/** A path beside `target`, on the same file system, that nobody else uses. */
export function temporaryBeside(target: string): string {
  const unique = `${host}-${process.pid}-${randomBytes(6).toString('hex')}`
  return join(dirname(target), `.${basename(target)}.graft-${unique}`)
}

/** The real place that `path` names: absolute, and through a symbolic link if there is one. */
export async function resolveTarget(path: string): Promise<string> {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new GraftError('invalid-option', {
      what: `A path must be a non-empty string without NUL, not ${JSON.stringify(path)}.`,
      where: 'path',
      fix: 'Give the name of a file or folder.',
    })
  }
  const absolute = resolve(path)
  try {
    return await realpath(absolute)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return absolute
    throw fileAccess('reach', absolute, error)
  }
}

/** Removes what processes that died left beside `target`; what a live one is writing stays. */
export async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target)
  const prefix = `.${basename(target)}.graft-`
  for (const name of await namesIn(folder)) {
    const owner = name.startsWith(prefix)
      ? /^([A-Za-z0-9]+)-(\d+)-[0-9a-f]{12}$/.exec(name.slice(prefix.length))
      : null
    if (!owner) continue
    const leftover = join(folder, name)
    const dead = owner[1] === host && !isAlive(Number(owner[2]))
    if (dead || (await ageOf(leftover)) > dayInMilliseconds)
      await rm(leftover, { recursive: true, force: true })
  }
}

/** Names in a folder; none where the folder is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw fileAccess('list', folder, error)
  }
}

/** Makes renames in a folder durable. Windows cannot open a folder and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some network file systems refuse to sync a folder; the rename itself has happened.
    if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'ENOTSUP') throw error
  } finally {
    await handle.close()
  }
}

/** The `code` of a system error ('ENOENT', 'EACCES' …), undefined for any other value. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Choose a folder that this user may write to, or change its permissions.',
  EPERM: 'Choose a folder that this user may write to, or change its permissions.',
  EROFS: 'The file system is read-only: choose a path on another one.',
  ENOSPC: 'The disk is full: free some space or choose another disk.',
  EDQUOT: 'The disk quota is used up: free some space or choose another disk.',
  ENOTDIR: 'A part of this path is a file: choose a path whose parents are folders.',
  EEXIST: 'Something of that name is in the way: remove it or choose another path.',
  EISDIR: 'There is a folder of this name: choose another file name.',
  ENAMETOOLONG: 'Choose a shorter name.',
  ENOENT: 'Check that the path exists.',
  EMFILE: 'Too many files are open: close some or raise the limit (ulimit -n).',
}

/** A system error as a GraftError that names the path and the remedy. */
export function fileAccess(verb: string, path: string, cause: unknown): GraftError {
  const code = codeOf(cause)
  return new GraftError('file-access', {
    what: `Cannot ${verb} this path: ${cause instanceof Error ? cause.message : String(cause)}.`,
    where: path,
    fix: (code && remedies[code]) || 'Check the path and its permissions.',
    cause,
    details: { path, ...(code ? { systemCode: code } : {}) },
  })
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

async function ageOf(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0
    throw fileAccess('read', path, error)
  }
}
