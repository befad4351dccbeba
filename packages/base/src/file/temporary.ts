import { randomBytes } from 'node:crypto'
import { open, readdir, realpath, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { GraftError } from '../error'
import { statusOf } from './status'
import { fileAccess, systemErrorCode } from './system-error'

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
    if (systemErrorCode(error) === 'ENOENT') return absolute
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
    if (systemErrorCode(error) === 'ENOENT') return []
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
    if (systemErrorCode(error) !== 'EINVAL' && systemErrorCode(error) !== 'ENOTSUP') throw error
  } finally {
    await handle.close()
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'
  }
}

async function ageOf(path: string): Promise<number> {
  const status = await statusOf(path)
  return status ? Date.now() - status.mtimeMs : 0
}
