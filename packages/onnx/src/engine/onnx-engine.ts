import { GraftError, WorkerPool } from '@graftjs/base'
import {
  bytesPerElement,
  type Constants,
  type DType,
  type Engine,
  type EngineBuffer,
  type Executable,
  elementCount,
  evaluateShape,
  type Graph,
  mistake,
  type TypedArray,
  viewAs,
} from '@graftjs/core'
import { fuse } from '../fused/fuse'
import { FusedSession } from '../fused/fused-session'
import { kernelProgram } from '../fused/kernel-worker'
import { lower } from '../lowering/lower'
import { encodeModel } from '../model/build'
import { throwIfAborted } from '../runtime/boundary'
import type { Memory, Runtime, Session } from '../runtime/runtime'
import { type StartOptions, startRuntime } from '../runtime/start'
import { CollectionPressure } from './collection-pressure'
import { withIndexNamed } from './index-failure'
import { MemoryPool } from './memory-pool'

/** A tensor's memory in ONNX Runtime. */
interface OnnxBuffer extends EngineBuffer {
  memory: Memory
}

/** Bytes from which on copying a tensor costs more than announcing its memory to ONNX Runtime. */
const LARGE = 2 ** 20

/** How to start the engine; see `StartOptions`. */
export type OnnxEngineOptions = StartOptions

/**
 * Starts Graft's default engine: graphs run on ONNX Runtime, natively where its library loads, otherwise in a
 * child process. One engine serves a whole program; close it to let the process end sooner.
 *
 * Errors: `device-unavailable` where the device asked for is not on this machine.
 */
export async function onnxEngine(options: OnnxEngineOptions = {}): Promise<Engine> {
  return new OnnxEngine(await startRuntime(options))
}

class OnnxEngine implements Engine {
  readonly name: string
  readonly device: string
  private readonly pool: MemoryPool
  private readonly pressure = new CollectionPressure()
  /** Told of executables that nothing holds any more: their session was released by a registry of its own. */
  private readonly forgotten = new FinalizationRegistry<undefined>(() => this.pressure.given(SESSION))
  private readonly workers: WorkerPool
  private isClosed = false

  constructor(private readonly runtime: Runtime) {
    this.device = runtime.device
    this.name = `onnx (${runtime.kind}, ${runtime.device}, ONNX Runtime ${runtime.version})`
    this.pool = new MemoryPool(runtime, this.pressure)
    this.workers = new WorkerPool({
      name: 'elementwise kernels',
      program: kernelProgram,
      data: undefined,
      size: runtime.threads,
    })
  }

  allocate(dtype: DType, shape: readonly number[]): OnnxBuffer {
    this.assertOpen()
    return { dtype, shape, memory: this.pool.take(byteLength(dtype, shape)) }
  }

  upload(data: TypedArray, dtype: DType, shape: readonly number[]): OnnxBuffer {
    this.assertOpen()
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    // A number gets memory that is at hand, and so does a part of a larger buffer, such as a file, which would be kept
    // for it. A large tensor is read where it lies, until a run writes to it or reads it by kernels of our own.
    const isAlone = data.buffer instanceof ArrayBuffer && bytes.byteLength === data.buffer.byteLength
    const isRead = isAlone && bytes.byteLength >= LARGE
    if (this.runtime.hasWasmMemory && dtype === 'float32' && !isRead) {
      const memory = this.pool.take(bytes.byteLength)
      memory.bytes?.set(bytes)
      return { dtype, shape, memory }
    }
    return { dtype, shape, memory: this.runtime.adopt(bytes) }
  }

  async write(buffer: EngineBuffer, data: TypedArray): Promise<void> {
    this.assertOpen()
    await this.runtime.write(memoryOf(buffer), new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }

  async read(buffer: EngineBuffer): Promise<TypedArray> {
    this.assertOpen()
    const count = elementCount(buffer.shape)
    const bytes = await this.runtime.read(memoryOf(buffer), count * bytesPerElement(buffer.dtype))
    return viewAs(buffer.dtype, bytes.buffer, bytes.byteOffset, count)
  }

  view(buffer: EngineBuffer): TypedArray | undefined {
    const { bytes } = memoryOf(buffer)
    return bytes && viewAs(buffer.dtype, bytes.buffer, bytes.byteOffset, elementCount(buffer.shape))
  }

  /** Moves a tensor into memory of the engine's own, which runs may write to and kernels of our own reach. */
  own(buffer: EngineBuffer): void {
    const { bytes, place } = memoryOf(buffer)
    if (!this.runtime.hasWasmMemory || place || !bytes || buffer.dtype !== 'float32') return
    const length = byteLength(buffer.dtype, buffer.shape)
    const memory = this.pool.take(length)
    if (memory.place) {
      memory.bytes?.set(bytes.subarray(0, length))
      // The memory that it had is let go, not freed: a run that waits may still be going to read it.
      asOwn(buffer).memory = memory
    } else {
      this.pool.give(memory)
    }
  }

  release(buffer: EngineBuffer): void {
    this.pool.give(memoryOf(buffer))
  }

  async compile(graph: Graph, constants: Constants = new Map()): Promise<Executable> {
    this.assertOpen()
    assertHeld(graph, this.runtime)
    if (graph.outputs.length === 0) return this.nothing()
    const groups = this.runtime.hasWasmMemory ? fuse(graph) : undefined
    // Kernels of our own read every input where it lies.
    const built = groups ? new Map() : worthBuilding(graph, constants)
    const plain = () => this.createSession(graph, built)
    const session = groups ? await FusedSession.create({ groups, pool: this.workers, plain }) : await plain()
    const indices = [...graph.inputs.keys()]
    const executable = new OnnxExecutable(this, graph, session, {
      fed: indices.filter((index) => !built.has(index)),
      owned: groups ? indices : [...graph.aliases.values()],
    })
    this.pressure.taken(SESSION)
    this.forgotten.register(executable, undefined, executable)
    return executable
  }

  private createSession(graph: Graph, built: Constants): Promise<Session> {
    const nameOf = (index: number) => `built_${index}`
    const constants = new Map([...built.keys()].map((index) => [graph.inputs[index]!, nameOf(index)]))
    const bindings = [...built].map(([index, buffer]) => [nameOf(index), bindingOf(buffer)])
    return this.runtime.createSession(encodeModel(lower(graph, { constants })), {
      constants: Object.fromEntries(bindings),
    })
  }

  /** What a function that returns its arguments and no more becomes: ONNX Runtime takes no empty graph. */
  private nothing(): Executable {
    return {
      run: async (_, { signal } = {}) => {
        this.assertOpen()
        throwIfAborted(signal, 'session')
        return []
      },
      dispose: async () => undefined,
    }
  }

  /** Told by an executable when it is disposed of. */
  disposed(executable: OnnxExecutable): void {
    if (this.forgotten.unregister(executable)) this.pressure.given(SESSION)
  }

  assertOpen(): void {
    if (!this.isClosed) return
    throw mistake('use-after-release', {
      what: 'The engine was closed.',
      fix: 'Close it after the last computation, or start another one: await onnxEngine(). What it had in memory is gone: read it before.',
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.workers.close()
    await this.runtime.close()
  }
}

class OnnxExecutable implements Executable {
  /** Where the size of each symbolic dimension can be seen. */
  private readonly symbols: readonly { readonly key: string; readonly input: number; readonly axis: number }[]

  constructor(
    private readonly engine: OnnxEngine,
    private readonly graph: Graph,
    private readonly session: Pick<Session, 'run' | 'release'>,
    private readonly inputs: {
      /** Those that the session takes; the others it has. */
      readonly fed: readonly number[]
      /** Those that must lie in memory of the engine's own. */
      readonly owned: readonly number[]
    },
  ) {
    this.symbols = graph.inputs.flatMap(({ shape }, input) =>
      shape.flatMap((dimension, axis) =>
        typeof dimension === 'number' ? [] : [{ key: dimension.key, input, axis }],
      ),
    )
  }

  async run(
    inputs: readonly EngineBuffer[],
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<EngineBuffer[]> {
    this.engine.assertOpen()
    const sizes = new Map<string, number>()
    for (const { key, input, axis } of this.symbols) sizes.set(key, inputs[input]!.shape[axis]!)
    const outputs = this.graph.outputs.map(({ dtype, shape }, index) => {
      const alias = this.graph.aliases.get(index)
      return alias === undefined ? this.engine.allocate(dtype, evaluateShape(shape, sizes)) : inputs[alias]!
    })
    try {
      for (const index of this.inputs.owned) this.engine.own(inputs[index]!)
      const feeds = this.inputs.fed.map((index) => bindingOf(inputs[index]!))
      await this.session.run(feeds, outputs.map(bindingOf), {
        isFixedWork: true,
        ...(options.signal ? { signal: options.signal } : {}),
      })
    } catch (error) {
      outputs.forEach((output, index) => {
        if (!this.graph.aliases.has(index)) this.engine.release(output)
      })
      throw await withIndexNamed(error, this.graph, (input) => this.engine.read(inputs[input]!))
    }
    return outputs
  }

  dispose(): Promise<void> {
    this.engine.disposed(this)
    return this.session.release()
  }
}

/**
 * The constants that ONNX Runtime can prepare. Of a table of which rows are gathered it would keep a copy, as it is; and
 * what has no elements cannot be handed over.
 */
function worthBuilding({ inputs, nodes, outputs }: Graph, constants: Constants): Constants {
  const computed = new Set([
    ...outputs,
    ...nodes.flatMap(({ op, inputs }) => (op.name === 'gather' ? inputs.slice(1) : inputs)),
  ])
  return new Map(
    [...constants].filter(([index, { shape }]) => elementCount(shape) > 0 && computed.has(inputs[index]!)),
  )
}

/** What a session counts for: some hundred kB and a thread, which a small program would not miss until it had many. */
const SESSION = 2 ** 20

/** onnxruntime-node's own binding has no tensors of bfloat16. */
function assertHeld({ inputs, outputs }: Graph, { kind }: Runtime): void {
  if (kind === 'native' || ![...inputs, ...outputs].some(({ dtype }) => dtype === 'bfloat16')) return
  throw new GraftError('unsupported', {
    what: `The ${kind} runtime takes and returns no bfloat16.`,
    fix: "Cast to float32 before the graph, x.cast('float32'), or use the native runtime.",
  })
}

const byteLength = (dtype: DType, shape: readonly number[]): number =>
  elementCount(shape) * bytesPerElement(dtype)

const bindingOf = (buffer: EngineBuffer) => ({
  memory: memoryOf(buffer),
  elementType: buffer.dtype,
  shape: buffer.shape,
})

const memoryOf = (buffer: EngineBuffer): Memory => asOwn(buffer).memory

function asOwn(buffer: EngineBuffer): OnnxBuffer {
  if ('memory' in buffer) return buffer as OnnxBuffer
  throw new GraftError('engine-failure', {
    what: 'A buffer of another engine was given to the ONNX engine.',
    fix: 'Use one engine for tensors that meet in an expression.',
  })
}
