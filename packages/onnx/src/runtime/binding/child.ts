/**
 * The child process of the binding runtime: owns onnxruntime-node, its sessions and all memory. A run blocks this
 * process and nobody else. It ends when the parent closes the channel or dies.
 */
import { env, InferenceSession, Tensor } from 'onnxruntime-node'
import { byteLengthOf, type ElementType, isElementType } from '../../model/element-type'
import { unwantedOptimizers } from '../optimizers'
import type { TensorSignature } from '../signature'
import type { Envelope, Kind, Reply, Requests, Results, TensorRequest } from './protocol'

env.logLevel = 'fatal' // errors come back as exceptions; ONNX Runtime need not also print them

/** The binding takes no shared memory. One tensor is kept for each element type and shape. */
interface ChildMemory {
  readonly buffer: ArrayBuffer
  readonly tensors: Map<string, Tensor>
}

const sessions = new Map<number, InferenceSession>()
const memories = new Map<number, ChildMemory>()
/** What a first run takes bit by bit is given back: the later ones take all that they need at once. */
const haveRun = new WeakSet<InferenceSession>()

type Handlers = { readonly [K in Kind]: (request: Requests[K]) => Promise<Results[K]> | Results[K] }

const handlers: Handlers = {
  hello: () => ({ version: env.versions.node ?? '' }),
  async create({ session, model, threads, profile, constants }) {
    const externalData = Object.entries(constants).map(([path, { memory, elementType, shape }]) => {
      const { buffer } = found(memories.get(memory), 'memory', memory)
      return { path, data: new Uint8Array(buffer, 0, byteLengthOf(elementType, shape)) }
    })
    const created = await InferenceSession.create(model, {
      graphOptimizationLevel: 'all',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
      ...(externalData.length > 0 ? { externalData } : {}),
      extra: { optimization: { disable_specified_optimizers: unwantedOptimizers } },
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    })
    sessions.set(session, created)
    return {
      inputs: created.inputMetadata.map(signatureOf),
      outputs: created.outputMetadata.map(signatureOf),
    }
  },
  async run({ session, feeds, fetches }) {
    const loaded = found(sessions.get(session), 'session', session)
    // The binding writes into the given outputs and then returns copies, which are dropped.
    const isFirst = !haveRun.has(loaded)
    haveRun.add(loaded)
    const options = isFirst ? { extra: { memory: { enable_memory_arena_shrinkage: 'cpu:0' } } } : {}
    await loaded.run(tensorsOf(loaded.inputNames, feeds), tensorsOf(loaded.outputNames, fetches), options)
    return undefined
  },
  async release({ session }) {
    const released = sessions.get(session)
    sessions.delete(session)
    released?.endProfiling()
    await released?.release()
    return undefined
  },
  allocate({ memory, byteLength }) {
    memories.set(memory, { buffer: new ArrayBuffer(byteLength), tensors: new Map() })
    return undefined
  },
  free({ memory }) {
    memories.delete(memory)
    return undefined
  },
  write({ memory, offset, bytes }) {
    new Uint8Array(found(memories.get(memory), 'memory', memory).buffer).set(bytes, offset)
    return undefined
  },
  read({ memory, byteLength }) {
    return new Uint8Array(found(memories.get(memory), 'memory', memory).buffer, 0, byteLength)
  },
}

const maxTensors = 64

function tensorsOf(names: readonly string[], requests: readonly TensorRequest[]): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {}
  for (const [index, { memory, elementType, shape }] of requests.entries()) {
    const { buffer, tensors: kept } = found(memories.get(memory), 'memory', memory)
    const key = `${elementType} ${shape}`
    let tensor = kept.get(key)
    if (!tensor) {
      if (kept.size >= maxTensors) kept.clear()
      tensor = makeTensor[elementType](buffer, byteLengthOf(elementType, shape), shape)
      kept.set(key, tensor)
    }
    tensors[names[index] ?? ''] = tensor
  }
  return tensors
}

type MakeTensor = (buffer: ArrayBuffer, byteLength: number, shape: readonly number[]) => Tensor

const makeTensor: Readonly<Record<ElementType, MakeTensor>> = {
  float32: (buffer, size, shape) => new Tensor('float32', new Float32Array(buffer, 0, size / 4), shape),
  float16: (buffer, size, shape) => new Tensor('float16', new Uint16Array(buffer, 0, size / 2), shape),
  float64: (buffer, size, shape) => new Tensor('float64', new Float64Array(buffer, 0, size / 8), shape),
  int32: (buffer, size, shape) => new Tensor('int32', new Int32Array(buffer, 0, size / 4), shape),
  int64: (buffer, size, shape) => new Tensor('int64', new BigInt64Array(buffer, 0, size / 8), shape),
  uint8: (buffer, size, shape) => new Tensor('uint8', new Uint8Array(buffer, 0, size), shape),
  uint32: (buffer, size, shape) => new Tensor('uint32', new Uint32Array(buffer, 0, size / 4), shape),
  bool: (buffer, size, shape) => new Tensor('bool', new Uint8Array(buffer, 0, size), shape),
  bfloat16: () => {
    throw new Error('onnxruntime-node has no bfloat16 tensors.')
  },
}

function signatureOf(metadata: InferenceSession.ValueMetadata): TensorSignature {
  if (!metadata.isTensor || !isElementType(metadata.type)) {
    throw new Error(`"${metadata.name}" is not a tensor of numbers or booleans.`)
  }
  const dims = metadata.shape.map((dim) => (dim === '' ? null : dim))
  return { name: metadata.name, elementType: metadata.type, dims }
}

function found<Value>(value: Value | undefined, what: string, id: number): Value {
  if (value === undefined) throw new Error(`There is no ${what} ${id} in the child process.`)
  return value
}

async function answer<K extends Kind>({ id, kind, request }: Envelope<K>): Promise<Reply> {
  try {
    return { id, result: await handlers[kind](request) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && 'id' in message && 'kind' in message
}

// One after the other: a write must not overtake the run before it.
let last: Promise<unknown> = Promise.resolve()

function listen(message: unknown): void {
  if (!isEnvelope(message)) return
  last = last.then(async () => {
    const reply = await answer(message)
    process.send?.(reply, undefined, undefined, () => {}) // without a parent there is nobody to tell of an error
  })
}

if (process.send) {
  process.on('message', listen)
  process.on('disconnect', () => process.exit(0))
  process.on('SIGINT', () => {}) // Ctrl-C reaches the whole group; when to end is for the parent to say
}
