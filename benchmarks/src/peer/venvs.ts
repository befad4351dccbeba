import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GraftError } from '@graftjs/base'
import { buildMklShim } from './mkl-shim'

const benchmarks = fileURLToPath(new URL('../../', import.meta.url))

interface Venv {
  /** What must be built beside the packages; tells what it did. */
  readonly prepare?: (folder: string) => string
}

/** The virtual environments of the peers, one for each that cannot share. Requirements: `peers/NAME/`. */
const venvs = {
  metrics: {},
  pytorch: { prepare: buildMklShim },
  recommend: {},
  vision: {},
} satisfies Record<string, Venv>

export type VenvName = keyof typeof venvs

/** Where a peer's scripts are. */
export const peerFolder = (name: VenvName): string => join(benchmarks, 'peers', name)

/** Where a peer's virtual environment is, or will be. */
export const venvFolder = (name: VenvName): string => join(benchmarks, '.peers', name)

const stamp = (name: VenvName) => join(venvFolder(name), 'complete')

/** The Python of a peer's environment. Throws `not-found` when `--setup` has not made it. */
export function venvPython(name: VenvName): string {
  if (!existsSync(stamp(name))) {
    throw new GraftError('not-found', {
      what: `The peer "${name}" is not set up.`,
      where: venvFolder(name),
      fix: 'Run the benchmark once with --setup: `npm run bench -- NAME --setup`.',
    })
  }
  const windows = process.platform === 'win32'
  return join(venvFolder(name), windows ? join('Scripts', 'python.exe') : join('bin', 'python'))
}

/** Makes a peer's environment, unless it is there. Needs Python 3.10 or newer and PyPI. */
export function setUpVenv(name: VenvName, tell: (sentence: string) => void): void {
  if (existsSync(stamp(name))) {
    tell(`${name}: is set up in ${venvFolder(name)}`)
    return
  }
  const folder = venvFolder(name)
  rmSync(folder, { recursive: true, force: true })
  tell(`${name}: making ${folder}`)
  command(process.env['GRAFT_BENCH_PYTHON'] ?? 'python3', ['-m', 'venv', folder])
  const pip = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin', 'pip')
  command(pip, ['install', '-q', '-r', join(peerFolder(name), 'requirements.txt')])
  const venv: Venv = venvs[name]
  if (venv.prepare) tell(`${name}: ${venv.prepare(folder)}`)
  writeFileSync(stamp(name), '')
}

function command(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status === 0) return
  throw new GraftError('engine-failure', {
    what: `\`${program} ${args.join(' ')}\` ${error ? 'could not be started' : `ended with ${status}`}.`,
    fix: 'Peers need Python 3.10 or newer with venv, and PyPI within reach.',
    cause: error,
  })
}
