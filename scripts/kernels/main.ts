/** Compiles the WebAssembly kernels of the packages that are named, or of all: `pnpm run kernels [package …]`. */
import { writeFileSync } from 'node:fs'
import { compiled, kernels, targetOf } from './kernels'

const named = process.argv.slice(2)
const unknown = named.filter((owner) => !(owner in kernels))
if (unknown.length > 0) {
  console.error(`No kernels: ${unknown.join(', ')}. There are those of ${Object.keys(kernels).join(', ')}.`)
  process.exit(1)
}
for (const [owner, kernel] of Object.entries(kernels)) {
  if (named.length === 0 || named.includes(owner))
    writeFileSync(targetOf(owner, kernel), compiled(owner, kernel))
}
