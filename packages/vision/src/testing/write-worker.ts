import { writeFileSync } from 'node:fs'
import { bundleWorker } from './bundle-worker'

writeFileSync(new URL('../pipeline/generated/worker-program.ts', import.meta.url), await bundleWorker())
