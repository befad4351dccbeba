import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the data sets lie that are not in the repository: `GRAFT_SHARED`, or `../shared` beside the checkout. */
const shared = process.env['GRAFT_SHARED'] ?? fileURLToPath(new URL('../../../../../shared', import.meta.url))

/** The path of a file of a data set, for tests that skip with a reason where it is not there. */
export function sharedData(path: string): { readonly path: string; readonly missing: string | undefined } {
  const full = join(shared, 'data', path)
  return { path: full, missing: existsSync(full) ? undefined : `no ${path} in ${shared}` }
}
