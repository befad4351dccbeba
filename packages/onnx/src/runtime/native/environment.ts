import { Gate, GraftError } from '@graftjs/base'
import { type Api, bindApi, type NativeFunction, type Pointer } from './api'
import { expectedVersion, loadLibrary } from './library'
import { Words } from './words'

/** What sessions and values of this process share. It is made once and lives until the process ends. */
export interface Environment {
  readonly api: Api
  readonly handle: Pointer
  readonly cpuMemory: Pointer
  readonly allocator: Pointer
  /**
   * Long calls of the whole process. They occupy threads of libuv's pool of four, which file access needs too:
   * with six runs queued there, one readFile waited eight seconds.
   */
  readonly longCalls: Gate
}

const logFatal = 4 // errors come back as statuses; ONNX Runtime need not also print them
const arenaAllocator = 1
const defaultMemory = 0

let environment: Environment | undefined

/** Loads ONNX Runtime's library. Errors: `device-unavailable` where it is absent or of another version. */
export function openEnvironment(): Environment {
  environment ??= create()
  return environment
}

function create(): Environment {
  const api = bindApi(loadLibrary())
  if (api.version !== expectedVersion) {
    throw new GraftError('device-unavailable', {
      what: `The library is ONNX Runtime ${api.version}, but ${expectedVersion} is needed.`,
      where: 'native runtime',
      fix: `Install onnxruntime-node@${expectedVersion} and load no other ONNX Runtime before it.`,
    })
  }
  const cell = new Words(1)
  const made = (status: Pointer): bigint => {
    check(api, status, 'start of ONNX Runtime')
    return cell.value
  }
  return {
    api,
    handle: made(api.createEnv(logFatal, 'graft', cell.address)),
    cpuMemory: made(api.createCpuMemoryInfo(arenaAllocator, defaultMemory, cell.address)),
    allocator: made(api.getAllocatorWithDefaultOptions(cell.address)),
    longCalls: new Gate(2),
  }
}

/** Turns a failed status into a GraftError and releases it. */
export function check(api: Api, status: Pointer, where: string): void {
  if (Number(status) === 0) return
  const code = api.getErrorCode(status)
  const message = api.getErrorMessage(status)
  api.releaseStatus(status)
  throw new GraftError('engine-failure', {
    what: `ONNX Runtime failed: ${message.replace(/\.?$/, '.')}`,
    where,
    fix: 'If the graph was made by Graft, please report this as a defect, with the message.',
    details: { code, message },
  })
}

/** Calls a C function on a thread of the pool. The caller keeps everything that the call reads referenced. */
export function callAsync<Args extends unknown[], Result>(
  call: NativeFunction<Args, Result>,
  ...args: Args
): Promise<Result> {
  return new Promise((resolve, reject) => {
    call.async(...args, (error, result) => (error ? reject(error) : resolve(result)))
  })
}
