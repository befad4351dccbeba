import { writeFileSync } from 'node:fs'
import { compileKernel } from './compile-kernel'

writeFileSync(new URL('../src/random/generated/kernel.ts', import.meta.url), compileKernel())
