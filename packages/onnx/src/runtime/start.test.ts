import { expect, test } from 'vitest'
import { startRuntime } from './start'

test('the native runtime starts by itself, on the CPU', async () => {
  const runtime = await startRuntime({
    onFallback: (reason) => {
      throw new Error(reason)
    },
  })
  expect(runtime).toMatchObject({ kind: 'native', device: 'cpu' })
  await runtime.close()
})

test.each(['cuda', 'webgpu', 'coreml', 'directml'] as const)(
  '%s is refused, not replaced by the CPU',
  async (device) => {
    await expect(startRuntime({ device })).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringMatching(new RegExp(`"${device}".*Use device "cpu"`)),
      details: { available: ['auto', 'cpu'] },
    })
  },
)

test.each([
  [{ threads: 0 }, /0 is not a number of threads/],
  [{ threads: 1.5 }, /1.5 is not/],
  [JSON.parse('{"device": "tpu"}'), /"tpu" is not a device.*one of auto, cpu/],
  [JSON.parse('{"runtime": "web"}'), /"web" is not a runtime/],
])('%j is refused', async (options, message) => {
  await expect(startRuntime(options)).rejects.toMatchObject({
    code: 'invalid-option',
    message: expect.stringMatching(message),
  })
})
