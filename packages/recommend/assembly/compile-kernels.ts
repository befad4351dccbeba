import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The memory comes from outside, is shared between threads, and may have 4 GiB.
const options = [
  '-O3',
  '--enable',
  'simd',
  '--enable',
  'threads',
  '--runtime',
  'stub',
  '--noAssert',
  '--disableWarning',
  '112',
]
const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']

/** The text of src/kernels/generated/kernels.ts: what assembly/index.ts compiles to, in base64. */
export function compileKernels(): string {
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
  const folder = mkdtempSync(join(tmpdir(), 'graft-kernels-'))
  try {
    const out = join(folder, 'kernels.wasm')
    // A relative path, because the compiler takes an absolute one for a package's name.
    execFileSync(process.execPath, [compiler, 'index.ts', '--outFile', out, ...options, ...memory], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    })
    const lines =
      readFileSync(out)
        .toString('base64')
        .match(/.{1,104}/g) ?? []
    const text = lines.map((line) => `  '${line}'`).join(' +\n')
    return `// Made from assembly/ by \`pnpm --filter @graftjs/recommend run kernels\`.\nexport const kernelsBase64 =\n${text}\n`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
