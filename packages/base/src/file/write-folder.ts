import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { GraftError } from '../error'
import { statusOf } from './status'
import { fileAccess, systemErrorCode } from './system-error'
import { namesIn, removeLeftovers, resolveTarget, syncFolder, temporaryBeside } from './temporary'

export interface WriteFolderOptions {
  /**
   * Names that an earlier folder of this path may hold and that may go with it. Default: the names
   * of the new folder. Anything else in it stops the write, so that no stranger's file is deleted.
   */
  readonly mayReplace?: Iterable<string>
}

/**
 * Writes a folder whole or not at all. `write` fills a temporary folder beside the target, which is
 * then flushed to the disk and renamed into place. An earlier folder is renamed to `.NAME.previous`
 * first and removed last: a crash at any moment leaves the old or the new one, and if it falls
 * between the two renames, the next {@link recoverFolder} or write brings the old one back.
 *
 * @throws GraftError `file-access` where the path cannot be written, is a file, or holds foreign files;
 *   an error of `write` as it is.
 */
export async function writeFolderAtomically(
  path: string,
  write: (temporary: string) => Promise<void>,
  { mayReplace }: WriteFolderOptions = {},
): Promise<void> {
  const target = await resolveTarget(path)
  assertNotCurrentFolder(target)
  const temporary = temporaryBeside(target)
  try {
    await recoverFolder(target)
    if (mayReplace) await assertReplaceable(target, mayReplace)
    await mkdir(dirname(target), { recursive: true })
    await removeLeftovers(target)
    await mkdir(temporary)
    await write(temporary)
    await syncTree(temporary)
    if (!mayReplace) await assertReplaceable(target, await readdir(temporary))
    await putInPlace(temporary, target)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined) // report the first failure
    throw systemErrorCode(error) ? fileAccess('write', target, error) : error
  }
}

/**
 * Brings back the folder that a crash in the middle of {@link writeFolderAtomically} moved aside.
 * A reader calls it before it opens `path`; where nothing is to be done it costs one look.
 */
export async function recoverFolder(path: string): Promise<void> {
  const target = await resolveTarget(path)
  const previous = previousOf(target)
  if (!(await statusOf(previous))) return
  try {
    if (await statusOf(target)) await rm(previous, { recursive: true, force: true })
    else await rename(previous, target)
  } catch (error) {
    throw fileAccess('recover', target, error)
  }
}

/**
 * Throws where `path` holds something that {@link writeFolderAtomically} would refuse to replace.
 * Call it before long work whose result goes there.
 */
export async function assertReplaceable(path: string, mayReplace: Iterable<string>): Promise<void> {
  const target = await resolveTarget(path)
  const known = new Set(mayReplace)
  const foreign = (await namesIn(target)).filter((name) => !known.has(name))
  if (foreign.length === 0) return
  throw new GraftError('file-access', {
    what: `The folder holds files that writing it anew would delete: ${foreign.slice(0, 5).join(', ')}${foreign.length > 5 ? ' …' : ''}.`,
    where: target,
    fix: 'Name a new or an empty folder, or move these files away.',
    details: { path: target, foreign },
  })
}

async function putInPlace(temporary: string, target: string): Promise<void> {
  const previous = previousOf(target)
  const replaces = (await statusOf(target)) !== undefined
  if (replaces) await rename(target, previous)
  try {
    await rename(temporary, target)
  } catch (error) {
    if (replaces) await rename(previous, target)
    throw error
  }
  await syncFolder(dirname(target))
  if (replaces) await rm(previous, { recursive: true, force: true })
}

function previousOf(target: string): string {
  return join(dirname(target), `.${basename(target)}.previous`)
}

function assertNotCurrentFolder(target: string): void {
  const current = process.cwd()
  if (current !== target && !current.startsWith(target.endsWith(sep) ? target : target + sep)) return
  throw new GraftError('file-access', {
    what: 'The folder to write is the current folder or one that holds it.',
    where: target,
    fix: "Name a folder inside it, for example './my-model'.",
    details: { path: target },
  })
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await syncTree(path)
    else if (entry.isFile()) {
      const handle = await open(path, 'r+')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
    }
  }
  await syncFolder(folder)
}
