import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a TypeScript program of this folder in a process of its own, and reads the JSON that it prints. */
export async function runProgram<Result>(
  name: string,
  args: readonly string[],
  heapMegabytes = 4096,
): Promise<Result> {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const options = [
    `--max-old-space-size=${heapMegabytes}`,
    '--conditions=graft:source',
    '--import',
    'tsx',
    program,
  ]
  const { stdout } = await run(process.execPath, [...options, ...args])
  return JSON.parse(stdout)
}
