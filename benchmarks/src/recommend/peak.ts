import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { GraftError } from '@graftjs/base'
import type { CaseName } from './cases'

const program = fileURLToPath(new URL('peak-child.ts', import.meta.url))

/** The bytes that a process of its own has at the peak of a case, the log included. */
export async function peakOf(name: CaseName, share: number, workers: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', ...process.execArgv, program, name, String(share), String(workers)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const [code] = await once(child, 'close')
  const peak = Number(output)
  if (code === 0 && peak > 0) return peak
  throw new GraftError('engine-failure', {
    what: `The memory of ${name} could not be measured: the process ended with ${code} and wrote "${output}".`,
    fix: 'Run the benchmark on Linux, where a process can tell its peak.',
  })
}
