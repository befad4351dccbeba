import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GraftError } from '@graftjs/base'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Packs every package that is published, as it would be; returns the tarballs by package name. */
export function packWorkspace(folder: string): ReadonlyMap<string, string> {
  mkdirSync(folder, { recursive: true })
  const filters = ['--filter', './packages/*', '--filter', './models/*']
  command(root, 'pnpm', [...filters, '-r', 'exec', 'pnpm', 'pack', '--pack-destination', folder])
  // @graftjs/base 0.0.0 is packed as graftjs-base-0.0.0.tgz
  return new Map(
    readdirSync(folder).map((file) => [
      file.replace(/^graftjs-(.+)-\d+\.\d+\.\d+.*\.tgz$/, '@graftjs/$1'),
      join(folder, file),
    ]),
  )
}

/** Installs packed packages with npm into an empty folder, as a stranger does, with install scripts off. */
export function installPacked(
  folder: string,
  names: readonly string[],
  tarballs: ReadonlyMap<string, string>,
): void {
  mkdirSync(folder, { recursive: true })
  const file = (name: string) => {
    const tarball = tarballs.get(name)
    if (tarball) return `file:${tarball}`
    throw new GraftError('not-found', {
      what: `${name} was not packed.`,
      fix: `Packed: ${[...tarballs.keys()]}`,
    })
  }
  // What the packages need of each other comes from the tarballs too: it is not on the registry.
  const overrides = Object.fromEntries([...tarballs.keys()].map((name) => [name, file(name)]))
  const dependencies = Object.fromEntries(names.map((name) => [name, file(name)]))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies, overrides }))
  command(folder, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
}

function command(folder: string, program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0) return
  throw new GraftError('engine-failure', {
    what: `\`${program} ${args.join(' ')}\` failed: ${stderr?.trim()}`,
    where: folder,
    fix: 'Run this benchmark as `npm run bench -- install`, with the npm registry within reach.',
  })
}
