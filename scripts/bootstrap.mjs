// Runs a task of this repository on a machine that has Node and npm and nothing else:
// fetches the pinned pnpm, installs the locked dependencies, builds, and hands over to the task.
//
// It runs before anything is installed, so it is plain JavaScript that old versions of Node can read.
// It runs twice: npm starts it, and it starts itself again through `npm exec`, with pnpm on the PATH.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldest = [20, 12]
const tasks = {
  demo: { script: ['--filter', '@graftjs/example-spam-filter', 'start'], about: 'fine-tunes a spam filter' },
  test: { script: ['run', 'house'], about: 'runs every check and every test' },
  bench: { script: ['--filter', '@graftjs/benchmarks', 'bench'], about: 'measures against peers' },
}

const self = fileURLToPath(import.meta.url)
const root = dirname(dirname(self))
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const inside = process.env.GRAFT_BOOTSTRAP === packageManager
const [task, ...rest] = process.argv.slice(2)

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    stop(
      `Graft needs Node ${oldest.join('.')} or newer, and this is ${process.version}. Install a newer Node.`,
    )
  }
}

function isWritable(folder) {
  try {
    // The nearest folder that exists decides whether the rest can be made.
    accessSync(existsSync(folder) ? folder : nearest(folder), constants.W_OK)
    return true
  } catch {
    return false
  }
}

function nearest(folder) {
  const above = dirname(folder)
  return existsSync(above) || above === folder ? above : nearest(above)
}

/** What npm and pnpm are told: no downloads by install scripts, and a place to write where home has none. */
function environment() {
  const settings = {
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    npm_config_update_notifier: 'false',
  }
  const inherited = Object.assign({}, process.env)
  if (inherited.HOME === '') delete inherited.HOME
  const home = inherited.HOME || homedir()
  const places = [home, join(home, '.npm'), join(home, '.local', 'share'), join(home, '.cache')]
  if (!places.every(isWritable)) {
    const cache = join(root, 'node_modules', '.home')
    mkdirSync(cache, { recursive: true })
    Object.assign(settings, {
      npm_config_cache: join(cache, 'npm'),
      XDG_DATA_HOME: join(cache, 'data'),
      XDG_CACHE_HOME: join(cache, 'cache'),
      XDG_STATE_HOME: join(cache, 'state'),
      PNPM_HOME: join(cache, 'pnpm'),
    })
  }
  return Object.assign(inherited, settings, { GRAFT_BOOTSTRAP: packageManager })
}

/** Runs a command in the root of the repository; ends this process with its code when it fails. */
function run(command, args, { onFailure = '', output = 'inherit' } = {}) {
  const shell = process.platform === 'win32' && !command.endsWith('.exe')
  const { status, signal, error } = spawnSync(command, shell ? args.map(quoted) : args, {
    cwd: root,
    stdio: ['inherit', output, 'inherit'],
    env: environment(),
    shell,
  })
  if (error) stop(`${command} could not be started (${error.message}). ${onFailure}`)
  if (signal) process.kill(process.pid, signal)
  if (status !== 0) {
    if (onFailure) console.error(onFailure)
    process.exit(status === null ? 1 : status)
  }
}

const quoted = (text) => (/^[\w@./:=-]+$/.test(text) ? text : `"${text.replace(/"/g, '\\"')}"`)

/** npm as the one that started this script, else the one on the PATH. */
function npmCommand() {
  const script = process.env.npm_execpath
  return script && basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm']
}

checkNode()
if (!Object.hasOwn(tasks, task)) {
  const list = Object.keys(tasks).map((name) => `  npm run ${name}  ${tasks[name].about}`)
  stop(`Graft has no task "${task || ''}". It has:\n${list.join('\n')}`)
}

if (!inside) {
  const [npm, ...before] = npmCommand()
  run(npm, [
    ...before,
    'exec',
    '--yes',
    `--package=${packageManager}`,
    '--',
    process.execPath,
    self,
    task,
    ...rest,
  ])
} else {
  // Standard output is the task's own: `npm run --silent bench -- NAME --json` prints results and nothing else.
  run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], {
    output: 2,
    onFailure: 'The dependencies could not be installed: is the npm registry within reach?',
  })
  run('pnpm', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'], { output: 2 })
  run('pnpm', ['--silent', ...tasks[task].script, ...rest])
}
