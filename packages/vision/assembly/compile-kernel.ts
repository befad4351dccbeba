import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--initialMemory', '1']

/** The text of src/preprocess/generated/kernel.ts: what assembly/resize.ts compiles to, in base64. */
export function compileKernel(): string {
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
  const folder = mkdtempSync(join(tmpdir(), 'graft-resize-'))
  try {
    const out = join(folder, 'resize.wasm')
    // A relative path, because the compiler takes an absolute one for a package's name.
    execFileSync(process.execPath, [compiler, 'resize.ts', '--outFile', out, ...options], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    })
    const lines =
      readFileSync(out)
        .toString('base64')
        .match(/.{1,104}/g) ?? []
    const text = lines.map((line) => `  '${line}'`).join(' +\n')
    return `// Made from assembly/resize.ts by \`pnpm --filter @graftjs/vision run kernel\`.\nexport const kernelBase64 =\n${text}\n`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
