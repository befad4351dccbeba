import { writeFileSync } from 'node:fs'
import { compileKernel } from './compile-kernel'

writeFileSync(new URL('../src/preprocess/generated/kernel.ts', import.meta.url), compileKernel())
