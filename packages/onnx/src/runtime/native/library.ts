import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GraftError } from '@graftjs/base'
import koffi from 'koffi'

/** The one ONNX Runtime that this code is written and tested against. */
export const expectedVersion = '1.30.0'

const stackBytes = 16 * 2 ** 20

// koffi unloads a library that nothing references, so it stays in this constant for the life of the process.
const loaded: { library?: ReturnType<typeof koffi.load>; base?: number } = {}

/** The file of ONNX Runtime's shared library inside the installed onnxruntime-node. */
function libraryPath(): string {
  const { platform, arch } = process
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('onnxruntime-node/package.json')
  const { version }: { version: string } = require(manifest)
  if (version !== expectedVersion) {
    throw unusable(
      `onnxruntime-node ${version} is installed, but ${expectedVersion} is needed.`,
      `Install onnxruntime-node@${expectedVersion}.`,
    )
  }
  const names: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'libonnxruntime.so.1',
    darwin: `libonnxruntime.${version}.dylib`,
    win32: 'onnxruntime.dll',
  }
  const name = names[platform]
  const path = name && join(dirname(manifest), 'bin', 'napi-v6', platform, arch, name)
  if (!path || !existsSync(path)) {
    throw unusable(
      `onnxruntime-node carries no library for ${platform} on ${arch}.`,
      'Use Linux (x64, arm64), macOS (arm64) or Windows (x64, arm64).',
    )
  }
  return path
}

/** Loads the library once per process and returns the address of its OrtApiBase. */
export function loadLibrary(): number {
  if (loaded.base === undefined) {
    // koffi runs a call on a stack of its own; its default for asynchronous calls (128 KiB) is at the limit of
    // what a training step needs, and passing the limit is a crash. Must be set before the first load.
    koffi.config({ ...koffi.config(), sync_stack_size: stackBytes, async_stack_size: stackBytes })
    loaded.library = koffi.load(libraryPath())
    const getApiBase: () => number = loaded.library.func('OrtGetApiBase', 'uintptr_t', [])
    loaded.base = getApiBase()
  }
  return loaded.base
}

function unusable(what: string, fix: string): GraftError {
  return new GraftError('device-unavailable', { what, where: 'native runtime', fix })
}
