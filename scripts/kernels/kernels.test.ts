import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compiled, kernels, targetOf } from './kernels'

it.each(Object.entries(kernels))(
  'the committed kernel of %s is what its source compiles to',
  (owner, kernel) => {
    const committed = readFileSync(targetOf(owner, kernel), 'utf8')
    // Not compared by a matcher, whose message would be a page of base64.
    expect(committed === compiled(owner, kernel), `run \`pnpm run kernels ${owner}\``).toBe(true)
  },
  180_000,
)
