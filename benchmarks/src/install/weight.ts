import { lstat, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A file of an installation: its path below the folder, with `/`, and its length in bytes. */
export interface InstalledFile {
  readonly path: string
  readonly bytes: number
}

/** Every file under a folder; symbolic links are not followed and not counted. */
export async function filesUnder(folder: string): Promise<readonly InstalledFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path).split(sep).join('/'),
      bytes: (await lstat(path)).size,
    })),
  )
}

export const totalBytes = (files: readonly InstalledFile[]): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0)

// onnxruntime-node/bin/napi-v6/linux/x64, @img/sharp-win32-x64, @koromix/koffi-linux-x64/musl_x64
const platforms = 'linux|linuxmusl|darwin|win32|musl|freebsd|openbsd|android'
const architectures = 'x64|arm64|ia32|arm|armhf|riscv64|loong64'
const platformName = new RegExp(`(?<=^|[/_-])(${platforms})[/_-](${architectures})(?=[/_.-]|$)`, 'g')

/** Whether a file lies in a folder named for another platform or processor: a deployment can leave it out. */
export function isForeign(path: string, here: string): boolean {
  const named = [...path.matchAll(platformName)].map(
    ([, platform, architecture]) => `${platform}/${architecture}`,
  )
  return named.length > 0 && named.at(-1) !== here
}

/** The package of a `node_modules` that a file belongs to: the innermost one. */
function packageOf(path: string): string {
  const [first = '', second = ''] = (path.split('node_modules/').at(-1) ?? '').split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

/** The heaviest packages of a `node_modules`. */
export function largestPackages(
  files: readonly InstalledFile[],
  count: number,
): readonly { readonly name: string; readonly bytes: number }[] {
  const sums = new Map<string, number>()
  for (const { path, bytes } of files) {
    if (path.includes('/')) sums.set(packageOf(path), (sums.get(packageOf(path)) ?? 0) + bytes)
  }
  return [...sums]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, count)
}
