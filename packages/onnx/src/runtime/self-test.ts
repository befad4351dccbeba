import { GraftError } from '@graftjs/base'
import { encodeModel } from '../model/build'
import { attribute } from '../model/graph'
import type { Binding, Runtime } from './runtime'

/**
 * Proves, in some milliseconds, that a runtime does here what training relies on: right values, a state updated
 * in place, a refused model as an error, and a run that stops when told to. Throws where it does not.
 */
export async function selfTest(runtime: Runtime): Promise<void> {
  await updatesInPlace(runtime)
  await refusesDamage(runtime)
  if (runtime.kind === 'native') await stopsWhenTold(runtime)
}

async function updatesInPlace(runtime: Runtime): Promise<void> {
  const session = await runtime.createSession(
    encodeModel({
      inputs: [
        { name: 'state', elementType: 'float32', dims: [2] },
        { name: 'change', elementType: 'float32', dims: [2] },
      ],
      outputs: [{ name: 'next', elementType: 'float32', dims: [2] }],
      nodes: [{ opType: 'Add', inputs: ['state', 'change'], outputs: ['next'] }],
    }),
    { name: 'self-test' },
  )
  const state = vector(runtime, [1, 2])
  const change = vector(runtime, [10, -0.5])
  await session.run([state, change], [state])
  await session.run([state, change], [state])
  const bytes = await runtime.read(state.memory)
  const [first, second] = new Float32Array(bytes.buffer, bytes.byteOffset, 2)
  if (first !== 21 || second !== 1) throw failed(`21,1 was expected of two steps, not ${first},${second}`)
  for (const { memory } of [state, change]) runtime.free(memory)
  await session.release()
}

async function refusesDamage(runtime: Runtime): Promise<void> {
  try {
    await runtime.createSession(new Uint8Array([1, 2, 3]), { name: 'self-test' })
  } catch (error) {
    if (GraftError.isInstance(error) && error.code === 'engine-failure') return
    throw error
  }
  throw failed('a damaged model was accepted')
}

/** Two seconds of a loop, stopped in its first millisecond. */
async function stopsWhenTold(runtime: Runtime): Promise<void> {
  const session = await runtime.createSession(countingModel(), { name: 'self-test' })
  const count: Binding = {
    memory: runtime.adopt(bytesOf(new BigInt64Array([4_000_000n]))),
    elementType: 'int64',
    shape: [],
  }
  const total: Binding = { memory: runtime.allocate(4), elementType: 'float32', shape: [] }
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), 1)
  try {
    await session.run([count], [total], { signal: stop.signal })
    throw failed('a run went on after it was told to stop')
  } catch (error) {
    if (!GraftError.isInstance(error) || error.code !== 'aborted') throw error
  } finally {
    clearTimeout(timer)
  }
  await session.run([{ ...count, memory: runtime.adopt(bytesOf(new BigInt64Array([3n]))) }], [total])
  const bytes = await runtime.read(total.memory)
  const [value] = new Float32Array(bytes.buffer, bytes.byteOffset, 1)
  if (value !== 3) throw failed(`3 was expected of the run after a stopped one, not ${value}`)
  await session.release()
}

/** A model that adds 1 to 0 `count` times. */
function countingModel(): Uint8Array {
  const scalar = (name: string) => ({ name, elementType: 'float32' as const, dims: [] })
  return encodeModel({
    inputs: [{ name: 'count', elementType: 'int64', dims: [] }],
    outputs: [scalar('total')],
    initializers: [
      { name: 'yes', elementType: 'bool', dims: [], data: new Uint8Array([1]) },
      { name: 'zero', elementType: 'float32', dims: [], data: new Float32Array([0]) },
      { name: 'one', elementType: 'float32', dims: [], data: new Float32Array([1]) },
    ],
    nodes: [
      {
        opType: 'Loop',
        inputs: ['count', 'yes', 'zero'],
        outputs: ['total'],
        attributes: {
          body: attribute.graph({
            inputs: [
              { name: 'index', elementType: 'int64', dims: [] },
              { name: 'go', elementType: 'bool', dims: [] },
              scalar('sum'),
            ],
            outputs: [{ name: 'goOn', elementType: 'bool', dims: [] }, scalar('next')],
            nodes: [
              { opType: 'Identity', inputs: ['go'], outputs: ['goOn'] },
              { opType: 'Add', inputs: ['sum', 'one'], outputs: ['next'] },
            ],
          }),
        },
      },
    ],
  })
}

function vector(runtime: Runtime, values: readonly number[]): Binding {
  const memory = runtime.adopt(bytesOf(Float32Array.from(values)))
  return { memory, elementType: 'float32', shape: [values.length] }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function failed(what: string): GraftError {
  return new GraftError('engine-failure', {
    what: `The runtime does not work here: ${what}.`,
    where: 'self-test',
    fix: 'Please report this with your system, processor and Node version.',
  })
}
