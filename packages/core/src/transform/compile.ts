import type { GraftError, RandomKey } from '@graftjs/base'
import { assertEngine } from '../engine/assert-engine'
import { defaultEngine } from '../engine/default-engine'
import type { Constants, Engine, EngineBuffer, Executable } from '../engine/engine'
import { donatedError } from '../ops/apply'
import { describeValue } from '../tensor/describe-value'
import { symbol } from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { evaluateShape, formatShape, isConcrete, type Shape } from '../tensor/shape'
import { isTensor, Tensor } from '../tensor/tensor'
import { bindDimensions } from './bind-dimensions'
import { bufferHere, bufferOn } from './buffers'
import { evaluate } from './evaluate'
import { withIndexLine } from './index-line'
import { isTracedKey, resolveKey, TracedKey } from './key'
import { type Lifted, lift } from './lift'
import { MaskMemory } from './mask-memory'
import { assertSynchronous, isTraced } from './traced'
import { identityOf, type Leaf, leavesOf, mapLeaves, type PathLeaf, structureOf } from './tree'

/** Names of the dimensions of each tensor that may change from call to call; null where a size is fixed. */
export type DimensionNames<T> = T extends Tensor
  ? readonly (string | null)[]
  : T extends object
    ? { readonly [K in keyof T]?: DimensionNames<T[K]> }
    : never

export interface CompileOptions<Arguments extends readonly unknown[]> {
  /** Default: the engine given to `setDefaultEngine`. */
  readonly engine?: Engine | undefined
  /**
   * Positions of the arguments whose tensors the call may consume: their memory is reused for its results. A
   * tensor that the call also uses elsewhere, or returns, is kept.
   */
  readonly donate?: readonly number[]
  /** Sizes that may change without compiling again, by argument: `[null, { ids: ['batch', 'sequence'] }]`. */
  readonly dynamic?: { readonly [I in keyof Arguments]?: DimensionNames<Arguments[I]> | null }
  /**
   * Builds the tensors that `f` closes over into what is compiled, so that the engine can prepare them for its
   * kernels: for a model that is used as it is, `compile((x) => model.forward(x), { frozen: true })`. Results differ
   * by rounding alone. It takes longer to compile, and the memory of these tensors once more. Default: false.
   */
  readonly frozen?: boolean
}

export interface Compiled<Arguments extends readonly unknown[], Result> {
  (...args: Arguments): Promise<Result>
  /** The same call with an `AbortSignal`; an abort rejects with the GraftError code `aborted`. */
  run(args: Arguments, options?: { readonly signal?: AbortSignal | undefined }): Promise<Result>
  /** Frees the executables. */
  dispose(): Promise<void>
}

/** Executables that one compiled function keeps; the least recently used one goes first. */
const KEPT = 32

/**
 * Makes a function of tensors run as one graph. `f` is traced once for each structure, dtypes, fixed sizes
 * and static values of its arguments; it must be synchronous and must not read elements.
 */
export function compile<Arguments extends readonly unknown[], Result>(
  f: (...args: Arguments) => Result,
  options: CompileOptions<Arguments> = {},
): Compiled<Arguments, Result> {
  assertCompilable(f, options)
  const cache = new Map<string, Promise<Program<Result>>>()
  let isDisposed = false

  function run(
    args: Arguments,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Result> {
    const leaves = leavesOf(args)
    // At once and not by the promise, which a traced function cannot wait for.
    for (const { leaf } of leaves) if (isTensor(leaf) && isTraced(leaf)) throw insideTrace(leaf)
    return runOutside(args, leaves, signal)
  }

  async function runOutside(
    args: Arguments,
    leaves: readonly PathLeaf[],
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    if (isDisposed) throw disposed()
    const engine = options.engine ?? defaultEngine()
    for (const { leaf } of leaves) {
      if (isTensor(leaf) && leaf.source.kind === 'donated') throw donatedError(undefined, leaf)
    }
    const names = leaves.map(({ path, leaf }) => namesAt(options.dynamic, path, leaf))
    let index = 0
    const key = `${identityOf(engine)} ${structureOf(args, (leaf) => describeLeaf(leaf, names[index++]))}`
    const program =
      cache.get(key) ??
      Program.create(engine, () => trace(f, args, leaves, names, new Set(options.donate)), options.frozen)
    cache.delete(key)
    cache.set(key, program)
    for (const [oldest, old] of cache) {
      if (cache.size <= KEPT) break
      cache.delete(oldest)
      old.then((forgotten) => forgotten.dispose()).catch(() => undefined)
    }
    return await (await kept(program, key)).run(leaves, signal)
  }

  async function kept(program: Promise<Program<Result>>, key: string): Promise<Program<Result>> {
    try {
      return await program
    } catch (error) {
      cache.delete(key)
      throw error
    }
  }

  return Object.assign((...args: Arguments) => run(args), {
    run,
    async dispose() {
      isDisposed = true
      const programs = await Promise.all(cache.values())
      cache.clear()
      await Promise.all(programs.map((program) => program.dispose()))
    },
  })
}

function assertCompilable(
  f: unknown,
  { engine, donate }: Pick<CompileOptions<never>, 'engine' | 'donate'>,
): void {
  if (typeof f !== 'function') {
    throw mistake('invalid-option', {
      what: `compile: what is to be compiled is ${describeValue(f)}.`,
      fix: 'Pass a function of tensors: compile((x) => x.add(1)).',
    })
  }
  if (engine !== undefined) assertEngine(engine)
  for (const position of donate ?? []) {
    if (Number.isSafeInteger(position) && position >= 0) continue
    throw mistake('invalid-option', {
      what: `compile: donate names ${JSON.stringify(position)}.`,
      fix: 'Name arguments by their positions, from 0 on: donate: [0].',
    })
  }
}

const insideTrace = (tensor: Tensor): GraftError =>
  mistake('inside-trace', {
    what: `A compiled function was called with ${describeValue(tensor)} of a function that is being traced.`,
    fix: 'Inside a traced function call the plain function; compile only the outermost one.',
  })

const disposed = (): GraftError =>
  mistake('use-after-release', {
    what: 'The compiled function was disposed of.',
    fix: 'Call dispose() after the last call, or make another one: compile(f).',
  })

function namesAt(dynamic: unknown, path: string, leaf: Leaf): readonly (string | null)[] | undefined {
  if (dynamic === undefined) return undefined
  let at: unknown = dynamic
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  if (!Array.isArray(at)) return undefined
  if (isTensor(leaf) && at.length !== leaf.rank) {
    throw mistake('shape-mismatch', {
      what: `compile: dynamic has ${at.length} names for the ${leaf.rank} axes of argument ${path}.`,
      where: `shape ${formatShape(leaf.shape)}`,
      fix: 'Give every axis a name, or null where its size is fixed.',
    })
  }
  return at as readonly (string | null)[]
}

const symbolicShape = (shape: Shape, names: readonly (string | null)[] | undefined): Shape =>
  names ? shape.map((size, axis) => (names[axis] ? symbol(names[axis]) : size)) : shape

const describeLeaf = (leaf: Leaf, names: readonly (string | null)[] | undefined): string =>
  isTensor(leaf) ? `${leaf.dtype}[${leaf.shape.map((size, axis) => names?.[axis] ?? String(size))}]` : 'key'

interface Traced<Result> extends Lifted {
  readonly inputShapes: readonly Shape[]
  readonly result: Result
  /** For every tensor of the result: which output of the graph it is, or which argument it passes through. */
  readonly places: ReadonlyMap<Tensor, { readonly output: number } | { readonly argument: number }>
  readonly donated: ReadonlySet<number>
  readonly paths: readonly string[]
  /** The call that was traced, to trace it again. */
  readonly call: () => Result
}

function trace<Arguments extends readonly unknown[], Result>(
  f: (...args: Arguments) => Result,
  args: Arguments,
  leaves: readonly PathLeaf[],
  names: readonly (readonly (string | null)[] | undefined)[],
  donate: ReadonlySet<number>,
): Traced<Result> {
  const placeholders = leaves.map(({ leaf, path }, index) =>
    isTensor(leaf)
      ? new Tensor(symbolicShape(leaf.shape, names[index]), leaf.dtype, { kind: 'placeholder', name: path })
      : new TracedKey(index),
  )
  let next = 0
  const tracedArgs = mapLeaves(args, () => placeholders[next++]!)
  const call = () => f(...tracedArgs)
  const result = call()
  assertSynchronous('The function to compile', result)
  if (result === undefined) {
    throw mistake('inside-trace', {
      what: 'The function to compile returned nothing, so there is nothing to compute.',
      fix: 'Return the tensors that it computes: operations change none in place.',
    })
  }
  const tensors = placeholders.map((leaf) =>
    isTensor(leaf) ? leaf : new Tensor([], 'bool', { kind: 'placeholder', name: 'key' }),
  )
  const results = [...new Set(leavesOf(result).flatMap(({ leaf }) => (isTensor(leaf) ? [leaf] : [])))]
  // An argument that is itself a result keeps its memory.
  const donated = new Set(
    leaves.flatMap(({ path }, index) =>
      donate.has(Number(path.split('.')[0])) && !results.includes(tensors[index]!) ? [index] : [],
    ),
  )
  const computed = results.filter((tensor) => !tensors.includes(tensor))
  const lifted = lift(computed, { arguments: tensors, donated })
  return {
    ...lifted,
    result,
    call,
    donated,
    inputShapes: tensors.map(({ shape }) => shape),
    paths: leaves.map(({ path }) => path),
    places: new Map(
      results.map((tensor) => {
        const argument = tensors.indexOf(tensor)
        return [tensor, argument >= 0 ? { argument } : { output: computed.indexOf(tensor) }]
      }),
    ),
  }
}

/** The donated arguments whose tensor is used in another place of the same call: they are not consumed. */
function usedElsewhere(
  leaves: readonly PathLeaf[],
  { donated, captured }: Pick<Traced<unknown>, 'donated' | 'captured'>,
): Set<number> {
  if (donated.size === 0) return new Set()
  const uses = new Map<Leaf, number>()
  for (const leaf of [...leaves.map(({ leaf }) => leaf), ...captured])
    uses.set(leaf, (uses.get(leaf) ?? 0) + 1)
  return new Set([...donated].filter((index) => uses.get(leaves[index]!.leaf)! > 1))
}

/** The captured tensors by their place among the graph's inputs, behind the arguments. */
async function constantsOf({ used, captured }: Lifted, engine: Engine): Promise<Constants> {
  const constants = new Map<number, EngineBuffer>()
  for (const [index, tensor] of captured.entries()) {
    constants.set(used.length + index, await bufferOn(engine, tensor))
  }
  return constants
}

/** One traced and compiled case of a function. */
class Program<Result> {
  /** Runs of one program follow one another: they share the memory of the random masks. */
  private last: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly engine: Engine,
    private readonly traced: Traced<Result>,
    private readonly executable: Executable,
    private readonly masks: MaskMemory,
  ) {}

  static async create<Result>(
    engine: Engine,
    trace: () => Traced<Result>,
    frozen = false,
  ): Promise<Program<Result>> {
    const traced = trace()
    const constants = frozen ? await constantsOf(traced, engine) : undefined
    return new Program(
      engine,
      traced,
      await engine.compile(traced.graph, constants),
      new MaskMemory(engine, traced.masks),
    )
  }

  async run(leaves: readonly PathLeaf[], signal: AbortSignal | undefined): Promise<Result> {
    const before = this.last
    let leave: () => void = () => undefined
    this.last = new Promise<void>((resolve) => {
      leave = resolve
    })
    // Awaited one by one, not chained: an error keeps the line of the program that waits for this run.
    await before
    try {
      return await this.runAlone(leaves, signal)
    } finally {
      leave()
    }
  }

  private async runAlone(leaves: readonly PathLeaf[], signal: AbortSignal | undefined): Promise<Result> {
    const { engine, traced } = this
    // An argument may be a computation that has not run yet.
    await evaluate(
      leaves.flatMap(({ leaf }) => (isTensor(leaf) ? [leaf] : [])),
      engine,
    )
    const sizes = leaves.map(({ leaf }) => (isTensor(leaf) && isConcrete(leaf.shape) ? leaf.shape : []))
    const values = bindDimensions(traced.inputShapes, sizes, (index) => `argument ${traced.paths[index]}`)
    const tensorAt = (index: number): Tensor => leaves[index]!.leaf as Tensor
    const shared = usedElsewhere(leaves, traced)
    const reused = new Set([...traced.graph.aliases.values()].map((input) => traced.used[input]!))
    const copies: EngineBuffer[] = []
    const inputs: EngineBuffer[] = []
    for (const index of traced.used) {
      const buffer = bufferHere(engine, tensorAt(index)) ?? (await bufferOn(engine, tensorAt(index)))
      if (!shared.has(index) || !reused.has(index)) inputs.push(buffer)
      else {
        const copy = engine.upload(await engine.read(buffer), buffer.dtype, buffer.shape)
        copies.push(copy)
        inputs.push(copy)
      }
    }
    for (const tensor of traced.captured) {
      inputs.push(bufferHere(engine, tensor) ?? (await bufferOn(engine, tensor)))
    }
    const keyAt = ({ leaf, folds }: { leaf: number; folds: readonly number[] }): RandomKey => {
      const key = leaves[leaf]!.leaf
      if (isTensor(key) || isTracedKey(key)) throw new TypeError('a random key is expected here')
      return resolveKey(key, folds)
    }
    inputs.push(...(await this.masks.draw(keyAt, (shape) => evaluateShape(shape, values))))

    let buffers: EngineBuffer[]
    try {
      buffers = await this.executable.run(inputs, { signal })
    } catch (error) {
      for (const copy of copies) engine.release(copy)
      throw withIndexLine(error, traced.call)
    }
    const { outputs } = traced.graph
    for (const index of traced.donated) {
      if (!shared.has(index)) this.consume(leaves[index]!.leaf, reused.has(index))
    }
    const tensors = outputs.map(
      ({ shape, dtype }, index) =>
        new Tensor(evaluateShape(shape, values), dtype, { kind: 'stored', engine, buffer: buffers[index]! }),
    )
    return mapLeaves(traced.result, (leaf) => {
      if (!isTensor(leaf)) return isTracedKey(leaf) ? keyAt(leaf) : leaf
      const place = traced.places.get(leaf)!
      return 'argument' in place ? tensorAt(place.argument) : tensors[place.output]!
    })
  }

  /** The memory of a donated tensor goes to an output, or back to the engine. */
  private consume(leaf: Leaf, reused: boolean): void {
    if (!isTensor(leaf) || leaf.source.kind !== 'stored') return
    const { engine, buffer } = leaf.source
    leaf.settle({ kind: 'donated' })
    if (!reused) engine.release(buffer)
  }

  async dispose(): Promise<void> {
    await this.last
    this.masks.release()
    await this.executable.dispose()
  }
}
