import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** This package as a stranger gets it: built, packed by npm, installed by npm into an empty folder. */
export interface InstalledPackage {
  /** The folder with `node_modules`. */
  readonly folder: string
  /** What is downloaded, in bytes. */
  readonly packedSize: number
  remove(): Promise<void>
}

export async function installPackage(): Promise<InstalledPackage> {
  const place = await mkdtemp(join(tmpdir(), 'graft-metrics-'))
  const source = join(place, 'source')
  const folder = join(place, 'empty')
  await mkdir(source)
  await mkdir(folder)
  await Promise.all(['package.json', 'README.md'].map((name) => cp(join(root, name), join(source, name))))
  // Built anew, so that what is tested is not an older state.
  const tsup = fileURLToPath(import.meta.resolve('tsup/dist/cli-default.js'))
  await run(process.execPath, [tsup, '--outDir', join(source, 'dist')], { cwd: root })
  const { stdout } = await npm(source, ['pack', '--json'])
  const [{ filename }] = JSON.parse(stdout)
  const tarball = join(source, filename)
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  await npm(folder, ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball])
  const { size } = await stat(tarball)
  return { folder, packedSize: size, remove: () => rm(place, { recursive: true, force: true }) }
}

function npm(folder: string, args: readonly string[]) {
  return run('npm', args, { cwd: folder, shell: process.platform === 'win32' })
}

/** What a program prints that runs in the folder. */
export async function outputOf(folder: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: folder })
  return stdout.trim()
}
