// What `npm test` runs once everything is installed and built: each check of the house, then every test.
// Ends with the line `N passed, N failed, N skipped`, in which a check counts as one test.
// With arguments (`npm test -- packages/core`) only Vitest runs, with these arguments.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Check, checks } from './checks'
import type { Tally } from './tally'

const windows = process.platform === 'win32'
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

interface Ending {
  readonly code: number
  readonly output: string
}

/** Runs a command; its output is kept, or goes to the terminal as it comes when `live`. */
function run(
  command: readonly string[],
  live: boolean,
  environment: NodeJS.ProcessEnv = {},
): Promise<Ending> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      shell: windows,
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Runs the checks two at a time; tells each as it ends, with its output when it fails. */
async function runChecks(list: readonly Check[]): Promise<{ passed: number; failed: number }> {
  const waiting = [...list]
  const count = { passed: 0, failed: 0 }
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const since = performance.now()
      const { code, output } = await run(check.command, false)
      count[code === 0 ? 'passed' : 'failed']++
      console.log(` ${code === 0 ? '✓' : '✗'} ${check.name} ${seconds(since)}`)
      if (code !== 0) console.log(`${output.trimEnd()}\n`)
    }
  }
  await Promise.all([worker(), worker()])
  return count
}

/** Runs Vitest and reads the tally that its reporter leaves. */
async function runTests(filters: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-tally-'))
  const file = join(folder, 'tally.json')
  try {
    const reporters = ['--reporter=default', '--reporter=./scripts/house/tally.ts']
    const { code } = await run(['vitest', 'run', ...reporters, ...filters], true, { GRAFT_TALLY: file })
    const tally = readTally(file)
    // Vitest can fail without a failed test: no test found, a crash of its own, a threshold.
    return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readTally(file: string): Tally {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0, reasons: {} }
  }
}

const start = performance.now()
const filters = process.argv.slice(2)
const house = filters.length === 0 ? await runChecks(checks) : { passed: 0, failed: 0 }
const tests = await runTests(filters)
for (const [reason, count] of Object.entries(tests.reasons)) console.log(`skipped ${count}: ${reason}`)
console.log(`checks and tests took ${seconds(start)}`)
const failed = house.failed + tests.failed
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''
console.log(`\n${house.passed + tests.passed} passed, ${failed} failed${skipped}`)
process.exit(failed > 0 ? 1 : 0)
