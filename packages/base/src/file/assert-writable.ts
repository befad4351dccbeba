import { mkdir, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileAccess, systemErrorCode } from './system-error'
import { resolveTarget, temporaryBeside } from './temporary'

/**
 * Throws unless the file or folder `path` can be written, before long work whose result goes there.
 * It tries: a folder is made and removed where the path, or its nearest existing parent, is; permission
 * bits alone say nothing to an administrator or on a read-only disk. No parent folder is left behind.
 *
 * @throws GraftError `file-access` with the path and the remedy.
 */
export async function assertWritable(path: string): Promise<void> {
  const target = await resolveTarget(path)
  let beside = target
  while (dirname(beside) !== beside && !(await isFolder(dirname(beside), target))) beside = dirname(beside)
  const trial = temporaryBeside(beside)
  try {
    await mkdir(trial)
    await rmdir(trial)
  } catch (error) {
    throw fileAccess('write', target, error)
  }
}

async function isFolder(path: string, target: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw fileAccess('write', target, error)
  }
  throw fileAccess(
    'write',
    target,
    Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR', syscall: 'stat' }),
  )
}
