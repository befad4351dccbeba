import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fileAccess, systemErrorCode } from './system-error'

/**
 * What is at a path, or undefined where nothing is (or can be: below a file, of too long a name).
 *
 * @throws GraftError `file-access` where one may not look.
 */
export async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    throw fileAccess('read', path, error)
  }
}
