import koffi from 'koffi'

/**
 * ONNX Runtime's C API as typed functions. The OrtApi struct is an append-only array of function pointers; the
 * numbers below are places in it. A pointer is an integer here, 0 for none. Nothing in the C API checks a handle:
 * a wrong or released one crashes the process, so only the wrappers of this folder may call it.
 */
export type Pointer = number | bigint

interface ArgumentTypes {
  /** An address. */
  uintptr_t: Pointer
  size_t: number
  int: number
  uint32_t: number
  /** A string, valid during the call. */
  str: string
  /** The same in UTF-16, which Windows wants for paths. */
  str16: string
}
interface ResultTypes {
  uintptr_t: number
  int: number
  str: string
  void: undefined
}
type Arguments<Names extends readonly (keyof ArgumentTypes)[]> = {
  -readonly [Index in keyof Names]: ArgumentTypes[Names[Index]]
}

/** A C function; `async` runs it on a thread of libuv's pool. */
export interface NativeFunction<Args extends unknown[], Result> {
  (...args: Args): Result
  async(...args: [...Args, (error: Error | null, result: Result) => void]): void
}

const pointer = 'uintptr_t'
const status = 'uintptr_t' // OrtStatus*: 0 is success, anything else must be released

/** The oldest version of the struct that has every function below. */
const apiVersion = 24

/** Version and functions of the library whose OrtApiBase lies at `base`. */
export function bindApi(base: Pointer) {
  const at = (address: Pointer, index: number): bigint =>
    BigInt(koffi.decode(BigInt(address), 8 * index, pointer))
  const getVersion: () => string = koffi.decode(at(base, 1), koffi.proto('str', []))
  const getApi: (version: number) => number = koffi.decode(at(base, 0), koffi.proto(pointer, ['uint32_t']))
  const api = getApi(apiVersion)
  const bind = <const Names extends readonly (keyof ArgumentTypes)[], Result extends keyof ResultTypes>(
    index: number,
    result: Result,
    names: Names,
  ): NativeFunction<Arguments<Names>, ResultTypes[Result]> =>
    koffi.decode(at(api, index), koffi.proto(result, [...names]))

  return {
    version: getVersion(),
    getErrorCode: bind(1, 'int', [pointer]),
    getErrorMessage: bind(2, 'str', [pointer]),
    releaseStatus: bind(93, 'void', [pointer]),

    createEnv: bind(3, status, ['int', 'str', pointer]),
    createCpuMemoryInfo: bind(69, status, ['int', 'int', pointer]),
    getAllocatorWithDefaultOptions: bind(78, status, [pointer]),
    allocatorFree: bind(76, status, [pointer, pointer]),

    createSessionOptions: bind(10, status, [pointer]),
    enableProfiling: bind(14, status, [pointer, process.platform === 'win32' ? 'str16' : 'str']),
    setGraphOptimizationLevel: bind(23, status, [pointer, 'int']),
    setIntraOpNumThreads: bind(24, status, [pointer, 'int']),
    setInterOpNumThreads: bind(25, status, [pointer, 'int']),
    addSessionConfigEntry: bind(130, status, [pointer, 'str', 'str']),
    addExternalInitializers: bind(210, status, [pointer, pointer, pointer, 'size_t']),
    releaseSessionOptions: bind(100, 'void', [pointer]),

    createSessionFromArray: bind(8, status, [pointer, pointer, 'size_t', pointer, pointer]),
    releaseSession: bind(95, 'void', [pointer]),
    sessionEndProfiling: bind(110, status, [pointer, pointer, pointer]),
    sessionGetInputCount: bind(30, status, [pointer, pointer]),
    sessionGetOutputCount: bind(31, status, [pointer, pointer]),
    sessionGetInputTypeInfo: bind(33, status, [pointer, 'size_t', pointer]),
    sessionGetOutputTypeInfo: bind(34, status, [pointer, 'size_t', pointer]),
    sessionGetInputName: bind(36, status, [pointer, 'size_t', pointer, pointer]),
    sessionGetOutputName: bind(37, status, [pointer, 'size_t', pointer, pointer]),

    castTypeInfoToTensorInfo: bind(55, status, [pointer, pointer]),
    getTensorElementType: bind(60, status, [pointer, pointer]),
    getDimensionsCount: bind(61, status, [pointer, pointer]),
    getDimensions: bind(62, status, [pointer, pointer, 'size_t']),
    getSymbolicDimensions: bind(63, status, [pointer, pointer, 'size_t']),
    releaseTypeInfo: bind(98, 'void', [pointer]),

    createTensorWithData: bind(49, status, [pointer, pointer, 'size_t', pointer, 'size_t', 'int', pointer]),
    releaseValue: bind(96, 'void', [pointer]),

    createRunOptions: bind(39, status, [pointer]),
    addRunConfigEntry: bind(165, status, [pointer, 'str', 'str']),
    runOptionsSetTerminate: bind(46, status, [pointer]),
    runOptionsUnsetTerminate: bind(47, status, [pointer]),
    releaseRunOptions: bind(97, 'void', [pointer]),
    run: bind(9, status, [pointer, pointer, pointer, pointer, 'size_t', pointer, 'size_t', pointer]),
  }
}

export type Api = ReturnType<typeof bindApi>
