import { existsSync } from 'node:fs'
import { engineContract } from '@graftjs/core/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { onnxEngine } from './onnx-engine'

const framework = { describe, it, beforeAll, afterAll }

engineContract('onnx (native)', () => onnxEngine({ runtime: 'native' }), framework)

// The child process runs the built entry.
if (existsSync(new URL('../../dist/binding-child.cjs', import.meta.url))) {
  engineContract('onnx (binding)', () => onnxEngine({ runtime: 'binding' }), framework, {
    without: ['bfloat16'],
  })
} else {
  describe.skip('onnx (binding): packages/onnx is not built, run `pnpm build` first', () => {})
}
