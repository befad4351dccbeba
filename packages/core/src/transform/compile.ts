import { GraftError, type RandomKey } from '@graftjs/base'
import { defaultEngine } from '../engine/default-engine'
import type { Engine, EngineBuffer, Executable } from '../engine/engine'
import { symbol } from '../tensor/dimension'
import { evaluateShape, isConcrete, type Shape } from '../tensor/shape'
import { isTensor, Tensor } from '../tensor/tensor'
import { bindDimensions } from './bind-dimensions'
import { bufferOn } from './buffers'
import { evaluate } from './evaluate'
import { isTracedKey, resolveKey, TracedKey } from './key'
import { type Lifted, lift } from './lift'
import { MaskMemory } from './mask-memory'
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
  const cache = new Map<string, Promise<Program<Result>>>()

  async function run(
    args: Arguments,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Result> {
    const engine = options.engine ?? defaultEngine()
    const leaves = leavesOf(args)
    const names = leaves.map(({ path }) => namesAt(options.dynamic, path))
    let index = 0
    const key = `${identityOf(engine)} ${structureOf(args, (leaf) => describeLeaf(leaf, names[index++]))}`
    let program = cache.get(key)
    cache.delete(key)
    program ??= Program.create(engine, () => trace(f, args, leaves, names, new Set(options.donate)))
    cache.set(key, program)
    program.catch(() => cache.delete(key))
    for (const [oldest, old] of cache) {
      if (cache.size <= KEPT) break
      cache.delete(oldest)
      old.then((forgotten) => forgotten.dispose()).catch(() => undefined)
    }
    return (await program).run(leaves, signal)
  }

  return Object.assign((...args: Arguments) => run(args), {
    run,
    async dispose() {
      const programs = await Promise.all(cache.values())
      cache.clear()
      await Promise.all(programs.map((program) => program.dispose()))
    },
  })
}

function namesAt(dynamic: unknown, path: string): readonly (string | null)[] | undefined {
  let at: unknown = dynamic
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return Array.isArray(at) ? (at as readonly (string | null)[]) : undefined
}

const symbolicShape = (shape: Shape, names: readonly (string | null)[] | undefined): Shape =>
  names ? shape.map((size, axis) => (names[axis] ? symbol(names[axis]) : size)) : shape

function describeLeaf(leaf: Leaf, names: readonly (string | null)[] | undefined): string {
  if (!isTensor(leaf)) return 'key'
  if (!isConcrete(leaf.shape)) {
    throw new GraftError('inside-trace', {
      what: 'A compiled function was called with a tensor of a function that is being traced.',
      fix: 'Inside a traced function call the plain function; compile only the outermost one.',
    })
  }
  return `${leaf.dtype}[${leaf.shape.map((size, axis) => names?.[axis] ?? size)}]`
}

interface Traced<Result> extends Lifted {
  readonly inputShapes: readonly Shape[]
  readonly result: Result
  /** For every tensor of the result: which output of the graph it is, or which argument it passes through. */
  readonly places: ReadonlyMap<Tensor, { readonly output: number } | { readonly argument: number }>
  readonly donated: ReadonlySet<number>
  readonly paths: readonly string[]
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
  const result = f(...mapLeaves(args, () => placeholders[next++]!))
  if (typeof result === 'object' && result !== null && 'then' in result) {
    throw new GraftError('inside-trace', {
      what: 'The function to compile returned a promise.',
      fix: 'Make it synchronous: read data and await things outside of it.',
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
  const uses = new Map<Leaf, number>()
  for (const leaf of [...leaves.map(({ leaf }) => leaf), ...captured])
    uses.set(leaf, (uses.get(leaf) ?? 0) + 1)
  return new Set([...donated].filter((index) => uses.get(leaves[index]!.leaf)! > 1))
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

  static async create<Result>(engine: Engine, trace: () => Traced<Result>): Promise<Program<Result>> {
    const traced = trace()
    return new Program(
      engine,
      traced,
      await engine.compile(traced.graph),
      new MaskMemory(engine, traced.masks),
    )
  }

  run(leaves: readonly PathLeaf[], signal: AbortSignal | undefined): Promise<Result> {
    const run = this.last.then(() => this.runAlone(leaves, signal))
    this.last = run.catch(() => undefined)
    return run
  }

  private async runAlone(leaves: readonly PathLeaf[], signal: AbortSignal | undefined): Promise<Result> {
    const { engine, traced } = this
    // An argument may be a computation that has not run yet.
    await evaluate(
      leaves.flatMap(({ leaf }) => (isTensor(leaf) ? [leaf] : [])),
      engine,
    )
    const sizes = leaves.map(({ leaf }) => (isTensor(leaf) && isConcrete(leaf.shape) ? leaf.shape : []))
    const values = bindDimensions(traced.inputShapes, sizes, (index) => traced.paths[index]!)
    const tensorAt = (index: number): Tensor => leaves[index]!.leaf as Tensor
    const shared = usedElsewhere(leaves, traced)
    const reused = new Set([...traced.graph.aliases.values()].map((input) => traced.used[input]!))
    const copies: EngineBuffer[] = []
    const inputs: EngineBuffer[] = []
    for (const index of traced.used) {
      const buffer = await bufferOn(engine, tensorAt(index))
      if (!shared.has(index) || !reused.has(index)) inputs.push(buffer)
      else {
        const copy = engine.upload(await engine.read(buffer), buffer.dtype, buffer.shape)
        copies.push(copy)
        inputs.push(copy)
      }
    }
    for (const tensor of traced.captured) inputs.push(await bufferOn(engine, tensor))
    const keyAt = ({ leaf, folds }: { leaf: number; folds: readonly number[] }): RandomKey => {
      const key = leaves[leaf]!.leaf
      if (isTensor(key) || isTracedKey(key)) throw new TypeError('a random key is expected here')
      return resolveKey(key, folds)
    }
    inputs.push(...(await this.masks.draw(keyAt, (shape) => evaluateShape(shape, values))))

    const buffers = await this.executable.run(inputs, { signal }).catch((error: unknown) => {
      for (const copy of copies) engine.release(copy)
      throw error
    })
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
