// Runs a task of this repository on a machine that has Node and npm and nothing else:
// fetches the pinned pnpm, installs the locked dependencies, builds, and hands over to the task.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const [task, ...rest] = process.argv.slice(2)

const environment = {
  ...process.env,
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  npm_config_manage_package_manager_versions: 'false',
}

function run(command, args) {
  const shell = process.platform === 'win32'
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment, shell })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

const pnpm = (...args) => run('npm', ['exec', '--yes', '--', packageManager, ...args])

const tasks = {
  demo: [['--filter', '@graftjs/example-spam-filter', 'start']],
  test: [
    ['run', 'check'],
    ['exec', 'vitest', 'run'],
  ],
  bench: [['--filter', '@graftjs/benchmarks', 'bench']],
}
const steps = tasks[task]
if (!steps) {
  console.error(`unknown task "${task}"; one of: ${Object.keys(tasks).join(', ')}`)
  process.exit(1)
}

pnpm('install', '--frozen-lockfile', '--prefer-offline')
pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only')
for (const [index, step] of steps.entries()) pnpm(...step, ...(index === steps.length - 1 ? rest : []))
