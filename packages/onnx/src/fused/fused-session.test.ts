import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { RandomKey, WorkerPool } from '@graftjs/base'
import {
  abs,
  adamw,
  add,
  compile,
  divide,
  elementCount,
  fromTypedArray,
  multiply,
  negate,
  type Optimizer,
  scalar,
  sgd,
  sqrt,
  subtract,
  sum,
  type Tensor,
  traceGraph,
  updateAll,
} from '@graftjs/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onnxEngine } from '../engine/onnx-engine'
import { lower } from '../lowering/lower'
import { encodeModel } from '../model/build'
import { floats } from '../runtime/fixtures/models'
import { NativeRuntime } from '../runtime/native/runtime'
import type { Binding } from '../runtime/runtime'
import { fuse } from './fuse'
import { FusedSession } from './fused-session'
import { kernelProgram } from './kernel-worker'

const runtime = new NativeRuntime({ threads: 2 })
const pools = [1, 2, 3].map(
  (size) => new WorkerPool({ name: `${size}`, program: kernelProgram, data: undefined, size }),
)
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()))
  await runtime.close()
})

type Tensors = Readonly<Record<string, Tensor>>
type Shapes = Readonly<Record<string, readonly number[]>>

const trace = (f: (inputs: Tensors) => Tensors, shapes: Shapes) =>
  traceGraph(
    f,
    Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { dtype: 'float32', shape }])),
  )

/** The same graph as kernels on that many workers (0: on the calling thread), and on ONNX Runtime alone. */
async function sessionsOf(f: (inputs: Tensors) => Tensors, shapes: Shapes, workers = 2) {
  const traced = trace(f, shapes)
  const groups = fuse(traced.graph)
  if (!groups) throw new Error('the graph is not fused')
  const model = encodeModel(lower(traced.graph))
  let plainRuns = 0
  const plain = async () => {
    plainRuns += 1
    return runtime.createSession(model)
  }
  const fused = await FusedSession.create({
    ...{ groups, plain, pool: pools[Math.max(0, workers - 1)]! },
    short: workers === 0 ? Number.POSITIVE_INFINITY : 0,
  })
  return { ...traced, groups, fused, plain: await runtime.createSession(model), plainRuns: () => plainRuns }
}

/** Memory that kernels reach. */
function placed(values: Float32Array, shape: readonly number[] = [values.length]): Binding {
  const memory = runtime.allocate(values.byteLength)
  memory.bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return { memory, elementType: 'float32', shape }
}

/** The bits of every element; all NaN are one, since processors choose which. */
const bitsOf = ({ memory }: Binding): Uint32Array => {
  const bits = new Uint32Array(memory.bytes!.slice().buffer)
  const numbers = new Float32Array(bits.buffer)
  return bits.map((word, index) => (Number.isNaN(numbers[index]) ? 0x7fc00000 : word))
}

const normal = (count: number, seed: number) => Float32Array.from(RandomKey.from(seed).normal(count))

/** Every kind of number: random bits have denormals, infinities and NaN among them. */
function anyBits(count: number, seed: number): Float32Array {
  const words = RandomKey.from(seed).uniform(count)
  const bits = Uint32Array.from(words, (word) => Math.floor(word * 2 ** 32))
  const specials = [
    0,
    -0,
    1,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e-45,
    -1e-40,
  ]
  const numbers = new Float32Array(bits.buffer)
  for (let index = 0; index < count; index += 3)
    numbers[index] = specials[(index * 7 + seed) % specials.length]!
  return numbers
}

const optimizers: Readonly<Record<string, Optimizer>> = {
  adamw: adamw(),
  'adamw without decay': adamw({ weightDecay: 0 }),
  'adamw that decays some': adamw({ decays: (name) => name.startsWith('a') }),
  sgd: sgd(),
}

describe.each(Object.keys(optimizers))('%s', (name) => {
  const optimizer = optimizers[name]!
  test.each([false, true])('20 steps have the bits of ONNX Runtime, clipped: %s', async (clipped) => {
    const sizes = { a: [1], b: [3], c: [5], d: [17], e: [3, 333], f: [70_001] }
    const slots = Object.entries(sizes).flatMap(([parameter, shape]) =>
      Object.keys(optimizer.slots(shape, parameter)).map((slot) => [`${slot}.${parameter}`, shape] as const),
    )
    const gradients = Object.entries(sizes).map(([parameter, shape]) => [`g.${parameter}`, shape] as const)
    const numbersOf = (step: number) => optimizer.scalars({ step, learningRate: 1e-3 })
    const scalars = { ...numbersOf(1), ...(clipped ? { clip: 0.37 } : {}) }
    const shapes: Shapes = {
      ...sizes,
      ...Object.fromEntries([...slots, ...gradients]),
      ...Object.fromEntries(Object.keys(scalars).map((scalar) => [scalar, []])),
    }
    const pick = (from: Tensors, names: readonly string[]) =>
      Object.fromEntries(names.map((each) => [each, from[each]!]))
    const update = (inputs: Tensors) => {
      const given = Object.fromEntries(
        Object.keys(sizes).map((parameter) => {
          const gradient = inputs[`g.${parameter}`]!
          return [parameter, clipped ? multiply(gradient, inputs['clip']!) : gradient]
        }),
      )
      const state = pick(
        inputs,
        slots.map(([slot]) => slot),
      )
      const rest = pick(inputs, Object.keys(numbersOf(1)))
      const next = updateAll(optimizer, pick(inputs, Object.keys(sizes)), given, state, rest)
      return { ...next.parameters, ...next.state }
    }
    const { fused, plain, inputNames, outputNames, plainRuns } = await sessionsOf(update, shapes)
    const start = () => {
      const bindings = new Map<string, Binding>()
      for (const [index, input] of inputNames.entries()) {
        const shape = shapes[input]!
        const count = elementCount(shape)
        const isState = slots.some(([slot]) => slot === input)
        bindings.set(input, placed(isState ? new Float32Array(count) : normal(count, index), shape))
      }
      return bindings
    }
    const [ours, theirs] = [start(), start()]
    for (let step = 1; step <= 20; step += 1) {
      const numbers = { ...numbersOf(step), ...(clipped ? { clip: 1 / step } : {}) }
      for (const bindings of [ours, theirs]) {
        for (const [scalar, value] of Object.entries(numbers)) {
          if (bindings.has(scalar)) bindings.set(scalar, floats(runtime, [value], []))
        }
        for (const [index, [gradient, shape]] of gradients.entries()) {
          const count = elementCount(shape)
          bindings.set(gradient, placed(normal(count, 100 * step + index), shape))
        }
      }
      const run = (session: typeof fused, bindings: Map<string, Binding>) =>
        session.run(
          inputNames.map((input) => bindings.get(input)!),
          outputNames.map((output) => bindings.get(output)!), // in place
        )
      await run(fused, ours)
      await plain.run(
        inputNames.map((input) => theirs.get(input)!),
        outputNames.map((output) => theirs.get(output)!),
      )
    }
    for (const output of outputNames) expect(bitsOf(ours.get(output)!)).toEqual(bitsOf(theirs.get(output)!))
    expect(plainRuns()).toBe(0)
    await Promise.all([fused.release(), plain.release()])
  })
})

/** A random expression of three tensors, two scalars and literals, with several results. */
function randomGraph(seed: number) {
  const draws = RandomKey.from(seed).uniform(400)
  let drawn = 0
  const below = (count: number) => Math.floor(draws[drawn++]! * count)
  return ({ x, y, z, s, t }: Tensors): Tensors => {
    const values = [x!, y!, z!, s!, t!, multiply(s!, t!)]
    const results: Tensor[] = []
    for (let step = 0; step < 25; step += 1) {
      const [a, b] = [values[below(values.length)]!, values[below(values.length)]!]
      const made = [
        () => add(a, b),
        () => subtract(a, b),
        () => multiply(a, b),
        () => divide(a, b),
        () => negate(a),
        () => sqrt(a),
        () => abs(a),
        () => multiply(a, 0.1),
        () => add(a, Number.NEGATIVE_INFINITY),
      ][below(9)]!()
      values.push(made)
      if (made.rank > 0) results.push(made)
    }
    return Object.fromEntries(results.slice(-4).map((result, index) => [`r${index}`, result]))
  }
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  'random graph %d has the bits of ONNX Runtime, for all numbers',
  async (seed) => {
    const count = [1, 3, 5, 17, 1001][seed % 5]!
    const shapes = { x: [count], y: [count], z: [count], s: [], t: [] }
    const { fused, plain, graph, inputNames } = await sessionsOf(randomGraph(seed), shapes)
    const values: Readonly<Record<string, Binding>> = {
      x: placed(anyBits(count, 1)),
      y: placed(anyBits(count, 2)),
      z: placed(normal(count, 3)),
      s: floats(runtime, [-1.7], []),
      t: floats(runtime, [1e-39], []),
    }
    const feeds = inputNames.map((name) => values[name]!)
    const room = () => graph.outputs.map(() => placed(new Float32Array(count)))
    const [ours, theirs] = [room(), room()]
    await fused.run(feeds, ours)
    await plain.run(feeds, theirs)
    expect(ours.map(bitsOf)).toEqual(theirs.map(bitsOf))
    await Promise.all([fused.release(), plain.release()])
  },
)

test('1, 2 and 3 workers and the calling thread compute the same bits', async () => {
  const count = 300_003
  const feeds = [placed(normal(count, 1)), placed(anyBits(count, 2))]
  const results: Uint32Array[] = []
  for (const workers of [0, 1, 2, 3]) {
    const { fused, plain } = await sessionsOf(
      ({ x, y }) => ({ z: divide(add(x!, y!), sqrt(y!)) }),
      { x: [count], y: [count] },
      workers,
    )
    const z = placed(new Float32Array(count))
    await fused.run(feeds, [z])
    results.push(bitsOf(z))
    await Promise.all([fused.release(), plain.release()])
  }
  for (const result of results) expect(result).toEqual(results[0])
})

test('parameters of the same step share a kernel; what reads a tensor together is one', () => {
  const { graph } = trace(
    ({ a, b, c, s }) => ({ a: multiply(a!, s!), b: multiply(b!, s!), c: add(b!, c!) }),
    { a: [4], b: [7], c: [7], s: [] },
  )
  const groups = fuse(graph)!
  expect(groups.map(({ outputs, length }) => ({ outputs, length }))).toEqual([
    { outputs: [0], length: 4 },
    { outputs: [1, 2], length: 7 },
  ])
})

test.each<[string, (inputs: Tensors) => Tensor]>([
  ['a sum over elements', ({ a }) => add(a!, sum(a!))],
  ['a row that is repeated', ({ a, row }) => add(a!, row!)],
  ['a size that is known later', ({ later }) => negate(later!)],
])('%s is left to ONNX Runtime', (_, f) => {
  const { graph } = traceGraph((inputs) => ({ result: f(inputs) }), {
    a: { dtype: 'float32', shape: [3, 4] },
    row: { dtype: 'float32', shape: [4] },
    later: { dtype: 'float32', shape: ['n'] },
  })
  expect(fuse(graph)).toBeUndefined()
})

test('whole numbers are left to ONNX Runtime', () => {
  const { graph } = traceGraph(({ a }) => ({ result: negate(a!) }), { a: { dtype: 'int32', shape: [3] } })
  expect(fuse(graph)).toBeUndefined()
})

test('tensors in other memory are left to ONNX Runtime', async () => {
  const { fused, plain, plainRuns } = await sessionsOf(({ x }) => ({ y: add(x!, 1) }), { x: [3] })
  const y = placed(new Float32Array(3))
  await fused.run([placed(Float32Array.of(1, 2, 3))], [y])
  expect(plainRuns()).toBe(0)
  await fused.run([floats(runtime, [4, 5, 6])], [y])
  expect(plainRuns()).toBe(1)
  expect([...new Float32Array(y.memory.bytes!.slice().buffer)]).toEqual([5, 6, 7])
  await Promise.all([fused.release(), plain.release()])
})

test('freed, too small and wrongly shaped memory is refused, an abort obeyed', async () => {
  const { fused, plain } = await sessionsOf(({ x }) => ({ y: add(x!, 1) }), { x: [3] })
  const [x, y] = [placed(new Float32Array(3)), placed(new Float32Array(3))]
  const small = { ...placed(new Float32Array(2)), shape: [3] }
  await expect(fused.run([small], [y])).rejects.toMatchObject({ code: 'shape-mismatch' })
  await expect(fused.run([placed(new Float32Array(4))], [y])).rejects.toMatchObject({
    code: 'shape-mismatch',
  })
  await expect(fused.run([x], [y], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  })
  runtime.free(x.memory)
  await expect(fused.run([x], [y])).rejects.toMatchObject({ code: 'use-after-release' })
  await Promise.all([fused.release(), plain.release()])
})

test.each([
  ['start', "throw new Error('no thread for you')"],
  [
    'finish',
    "require('node:worker_threads').parentPort.on('message', ({ next }) => { next[0] = 1; process.exit(1) })",
  ],
])(
  'a run whose workers do not %s is left to ONNX Runtime, or an error where tensors are half updated',
  async (what, program) => {
    const pool = new WorkerPool({ name: `test: ${what}`, program, data: undefined, size: 1 })
    const traced = trace(({ x }) => ({ y: add(x!, 1) }), { x: [3] })
    const plain = () => runtime.createSession(encodeModel(lower(traced.graph)))
    const fused = await FusedSession.create({ groups: fuse(traced.graph)!, pool, plain, short: 0 })
    const x = placed(Float32Array.of(1, 2, 3))
    if (what === 'start') await fused.run([x], [x])
    else await expect(fused.run([x], [x])).rejects.toMatchObject({ code: 'engine-failure' })
    const expected = what === 'start' ? [2, 3, 4] : [1, 2, 3]
    expect([...new Float32Array(x.memory.bytes!.slice().buffer)]).toEqual(expected)
    await fused.run([x], [x]) // from then on without workers
    expect(new Float32Array(x.memory.bytes!.slice().buffer)[0]).toBe(expected[0]! + 1)
    await fused.release()
  },
)

describe('the engine', () => {
  let engine: Awaited<ReturnType<typeof onnxEngine>>
  beforeAll(async () => {
    engine = await onnxEngine({ runtime: 'native', threads: 2 })
  })
  afterAll(() => engine.close())

  test('updates large tensors in place, leaves the arrays given to it alone, and does not grow', async () => {
    const count = 1 << 18
    const step = compile((x: Tensor, rate: Tensor) => subtract(x, multiply(x, rate)), { engine, donate: [0] })
    const given = new Float32Array(count).fill(1)
    let x = fromTypedArray(given, [count])
    let rss = 0
    for (let i = 0; i < 3_000; i += 1) {
      x = await step(x, scalar(0.001))
      if (i === 1_000) rss = process.memoryUsage().rss
    }
    let expected = 1
    for (let i = 0; i < 3_000; i += 1)
      expected = Math.fround(expected - Math.fround(expected * Math.fround(0.001)))
    expect(new Set(Array.from(await x.data(), Number))).toEqual(new Set([expected]))
    expect(new Set(given)).toEqual(new Set([1]))
    expect(process.memoryUsage().rss - rss).toBeLessThan(50 * 2 ** 20)
    await step.dispose()
  })

  test('that nobody closes lets the process end', () => {
    const program = fileURLToPath(new URL('fixtures/leave-open.ts', import.meta.url))
    const flags = ['--conditions=graft:source', '--import', 'tsx']
    const ended = spawnSync(process.execPath, [...flags, program], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    expect(ended).toMatchObject({ status: 0, stderr: '', stdout: '-1\n' })
  }, 8_000)
})
