import { writeFileSync } from 'node:fs'
import { compileKernels } from './compile-kernels'

writeFileSync(new URL('../src/kernels/generated/kernels.ts', import.meta.url), compileKernels())
