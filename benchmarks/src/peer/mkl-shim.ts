import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

// MKL, which PyTorch's builds for x86-64 contain, takes its AVX-512 and AVX2 kernels only on a processor that
// this function of its own calls Intel's. Answering yes doubles PyTorch's speed on AMD.
const source = 'int mkl_serv_intel_cpu_true(void) { return 1; }\n'

const shimFile = (folder: string) => join(folder, 'mkl-shim.so')

const isAmdLinux = () => process.platform === 'linux' && /\bAMD\b/.test(cpus()[0]?.model ?? '')

/** Compiles the shim into a peer's folder where it makes a difference; says what it did. */
export function buildMklShim(folder: string): string {
  if (!isAmdLinux()) return 'no shim for MKL: this is not Linux on an AMD processor'
  const file = join(folder, 'mkl-shim.c')
  writeFileSync(file, source)
  const { status } = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', shimFile(folder), file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return status === 0
    ? 'compiled the shim that makes MKL take its fast kernels on AMD'
    : 'NO shim for MKL: gcc failed, and "best" is slower than it could be'
}

/** The environment that loads the shim, empty where there is none. */
export function mklShimEnvironment(folder: string): Readonly<Record<string, string>> {
  return isAmdLinux() && existsSync(shimFile(folder)) ? { LD_PRELOAD: shimFile(folder) } : {}
}
