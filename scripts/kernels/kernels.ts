import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The AssemblyScript of a package, and the file that keeps what it compiles to. */
interface Kernel {
  /** Within the package's folder `assembly`. */
  readonly source: string
  /** Within the package's folder. */
  readonly target: string
  /** What the target exports. */
  readonly name: string
  readonly memory: readonly string[]
}

const ownPage = ['--initialMemory', '1']
// From outside, shared between threads, up to 4 GiB; 112 warns that threads are experimental.
const shared = [
  ...['--enable', 'threads', '--disableWarning', '112', '--importMemory', '--sharedMemory'],
  ...['--initialMemory', '1', '--maximumMemory', '65536'],
]

/** A package's next kernel is a file in its `assembly` that the source exports; another package's, a line here. */
export const kernels: Readonly<Record<string, Kernel>> = {
  base: {
    ...{ source: 'random.ts', target: 'src/random/generated/kernel.ts' },
    ...{ name: 'kernelBase64', memory: ownPage },
  },
  recommend: {
    ...{ source: 'index.ts', target: 'src/kernels/generated/kernels.ts' },
    ...{ name: 'kernelsBase64', memory: shared },
  },
  vision: {
    ...{ source: 'index.ts', target: 'src/kernel/generated/kernel.ts' },
    ...{ name: 'kernelBase64', memory: ownPage },
  },
}

const packages = new URL('../../packages/', import.meta.url)

/** Where a package keeps its compiled kernel. */
export const targetOf = (owner: string, { target }: Kernel): URL => new URL(`${owner}/${target}`, packages)

/** The text of the target: what the source compiles to, in base64. */
export function compiled(owner: string, { source, name, memory }: Kernel): string {
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
  const folder = mkdtempSync(join(tmpdir(), 'graft-kernel-'))
  try {
    const out = join(folder, 'kernel.wasm')
    const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', ...memory]
    // A relative path, because the compiler takes an absolute one for a package's name.
    execFileSync(process.execPath, [compiler, source, '--outFile', out, ...options], {
      cwd: fileURLToPath(new URL(`${owner}/assembly/`, packages)),
    })
    const lines =
      readFileSync(out)
        .toString('base64')
        .match(/.{1,104}/g) ?? []
    const text = lines.map((line) => `  '${line}'`).join(' +\n')
    return `// Made from assembly/${source} by \`pnpm run kernels ${owner}\`.\nexport const ${name} =\n${text}\n`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
