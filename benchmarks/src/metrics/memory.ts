import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { GraftError } from '@graftjs/base'

const program = fileURLToPath(new URL('memory-child.ts', import.meta.url))

/** How many times its input a case takes at its peak beside the input, measured in a process of its own. */
export async function extraMemory(name: string): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, program, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const [code] = await once(child, 'close')
  const ratio = Number(output)
  if (code === 0 && output !== '' && Number.isFinite(ratio)) return ratio
  throw new GraftError('engine-failure', {
    what: `The memory of ${name} could not be measured: the process ended with ${code} and wrote "${output}".`,
    fix: 'Run the benchmark on Linux, where a process can tell its peak.',
  })
}
