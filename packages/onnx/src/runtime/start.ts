import { GraftError } from '@graftjs/base'
import type { Runtime } from './runtime'
import { selfTest } from './self-test'
import { defaultThreads } from './threads'

export type Device = 'auto' | 'cpu' | 'cuda' | 'webgpu' | 'coreml' | 'directml'

export interface StartOptions {
  /** Where to run. `auto`, the default, takes the best device that really starts; so far that is the CPU. */
  readonly device?: Device
  /** Threads of a run. Default: the physical cores that this process may use. */
  readonly threads?: number
  /** How to reach ONNX Runtime. `auto`, the default, tries `native` and falls back to `binding`. */
  readonly runtime?: 'auto' | 'native' | 'binding'
  /** Told why the native runtime is not used. Default: printed by `console.warn`. */
  readonly onFallback?: (reason: string) => void
}

/**
 * Starts ONNX Runtime and tests it (some 50 ms). The caller closes what it gets.
 *
 * Errors: `device-unavailable` where the device is not there or no runtime starts; `invalid-option`.
 */
export async function startRuntime(options: StartOptions = {}): Promise<Runtime> {
  const { device = 'auto', runtime = 'auto', threads = defaultThreads() } = options
  const onFallback = options.onFallback ?? ((reason: string) => console.warn(reason))
  checkOptions(device, runtime, threads)
  const settings = { threads }
  if (runtime === 'native') return await startNative(settings)
  if (runtime === 'binding') return await startBinding(settings)
  try {
    return await startNative(settings)
  } catch (error) {
    onFallback(
      `Graft runs ONNX Runtime in a child process, which is slower, because its library does not work here directly: ${messageOf(error)}`,
    )
    return await startBinding(settings)
  }
}

interface Settings {
  readonly threads: number
}

async function startNative(settings: Settings): Promise<Runtime> {
  const open = async () => {
    // Loaded here and not above, because a platform without koffi's binary fails on the import itself.
    const { NativeRuntime } = await import('./native/runtime')
    return new NativeRuntime(settings)
  }
  return await tested(await unavailableIfThrows('native', open()))
}

async function startBinding(settings: Settings): Promise<Runtime> {
  const { BindingRuntime } = await import('./binding/runtime')
  return await tested(await unavailableIfThrows('binding', BindingRuntime.start(settings)))
}

async function tested(runtime: Runtime): Promise<Runtime> {
  try {
    await selfTest(runtime)
    return runtime
  } catch (error) {
    await runtime.close()
    throw error
  }
}

async function unavailableIfThrows<Result>(kind: string, promise: Promise<Result>): Promise<Result> {
  try {
    return await promise
  } catch (error) {
    if (GraftError.isInstance(error)) throw error
    throw new GraftError('device-unavailable', {
      what: `ONNX Runtime does not load here: ${messageOf(error)}`,
      where: `${kind} runtime`,
      fix: 'Reinstall onnxruntime-node and koffi on this machine, with optional dependencies, for its platform.',
      cause: error,
    })
  }
}

const devices: readonly Device[] = ['auto', 'cpu', 'cuda', 'webgpu', 'coreml', 'directml']
const available: readonly Device[] = ['auto', 'cpu']

function checkOptions(device: Device, runtime: string, threads: number): void {
  if (!devices.includes(device)) throw invalid('device', device, `one of ${devices.join(', ')}`)
  if (!['auto', 'native', 'binding'].includes(runtime))
    throw invalid('runtime', runtime, 'auto, native or binding')
  if (!Number.isSafeInteger(threads) || threads < 1)
    throw invalid('threads', threads, 'a whole number, 1 or more', 'number of threads')
  if (available.includes(device)) return
  throw new GraftError('device-unavailable', {
    what: `The device "${device}" cannot be used: this version of Graft drives ONNX Runtime on the CPU only.`,
    where: 'option device',
    fix: 'Use device "cpu" or "auto".',
    details: { available },
  })
}

function invalid(option: string, value: unknown, allowed: string, noun = option): GraftError {
  return new GraftError('invalid-option', {
    what: `${JSON.stringify(value)} is not a ${noun}.`,
    where: `option ${option}`,
    fix: `Give ${allowed}.`,
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
