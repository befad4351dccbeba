import { GraftError } from '../error'

/** The `code` of a system error ('ENOENT', 'EACCES' …), undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
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
  const code = systemErrorCode(cause)
  return new GraftError('file-access', {
    what: `Cannot ${verb} this path: ${cause instanceof Error ? cause.message : String(cause)}.`,
    where: path,
    fix: (code && remedies[code]) || 'Check the path and its permissions.',
    cause,
    details: { path, ...(code ? { systemCode: code } : {}) },
  })
}
