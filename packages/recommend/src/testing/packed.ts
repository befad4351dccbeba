import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const packages = fileURLToPath(new URL('../../../', import.meta.url))

/** What is published with this package, those before it that it stands on. */
const together = ['base', 'metrics', 'recommend']

/** This package as a stranger gets it: built, packed and installed by npm into an empty folder, without a network. */
export interface InstalledPackage {
  /** The folder with `node_modules`. */
  readonly folder: string
  remove(): Promise<void>
}

export async function installPackage(): Promise<InstalledPackage> {
  const place = await mkdtemp(join(tmpdir(), 'graft-recommend-'))
  const folder = join(place, 'empty')
  await mkdir(folder)
  const files = Object.fromEntries(
    await Promise.all(
      together.map(async (name) => [`@graftjs/${name}`, `file:${await packed(name, join(place, name))}`]),
    ),
  )
  const manifest = {
    private: true,
    dependencies: { '@graftjs/recommend': files['@graftjs/recommend'] },
    overrides: files,
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await npm(folder, ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'])
  return { folder, remove: () => rm(place, { recursive: true, force: true }) }
}

/** Builds a package anew, without its types, which take long and weigh little, and packs it. */
async function packed(name: string, place: string): Promise<string> {
  const root = join(packages, name)
  await mkdir(place)
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const released = JSON.stringify(manifest).replaceAll('workspace:*', manifest.version)
  await writeFile(join(place, 'package.json'), released)
  await cp(join(root, 'README.md'), join(place, 'README.md')).catch(() => undefined)
  const tsup = fileURLToPath(import.meta.resolve('tsup/dist/cli-default.js'))
  await run(process.execPath, [tsup, '--no-dts', '--outDir', join(place, 'dist')], { cwd: root })
  const { stdout } = await npm(place, ['pack', '--json'])
  return join(place, JSON.parse(stdout)[0].filename)
}

function npm(folder: string, args: readonly string[]) {
  return run('npm', args, { cwd: folder, shell: process.platform === 'win32' })
}

/** What a program prints that runs in the folder. */
export async function outputOf(folder: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: folder })
  return stdout.trim()
}
