import { open, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemErrorCode } from '@graftjs/base'

/**
 * Where a download in progress lies until it is verified: beside its target, under a name that the next
 * process finds and goes on with. While another process is at it, a name of our own.
 */
export async function withPartialFile<T>(target: string, use: (partial: string) => Promise<T>): Promise<T> {
  const partial = join(dirname(target), `.${basename(target)}.partial`)
  const lock = `${partial}.lock`
  if (!(await acquire(lock))) {
    const own = `${partial}-${process.pid}-${performance.now()}`
    try {
      return await use(own)
    } finally {
      await rm(own, { force: true })
    }
  }
  try {
    return await use(partial)
  } finally {
    await rm(lock, { force: true })
  }
}

async function acquire(lock: string): Promise<boolean> {
  for (const attempt of [1, 2]) {
    try {
      const handle = await open(lock, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      return true
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    }
    if (attempt === 2 || (await ownerLives(lock))) return false
    await rm(lock, { force: true })
  }
  return false
}

async function ownerLives(lock: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(lock, 'utf8'))
    if (owner > 0) process.kill(owner, 0)
    return owner > 0
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'
  }
}
