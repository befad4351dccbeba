import { defaultEngine } from '../engine/default-engine'
import type { Engine, Executable } from '../engine/engine'
import { describeNodes } from '../graph/body'
import type { Graph } from '../graph/graph'
import { donatedError } from '../ops/apply'
import { literalOp } from '../ops/source'
import { elementsOf, type TypedArray } from '../tensor/dtype'
import { isConcrete } from '../tensor/shape'
import { Tensor } from '../tensor/tensor'
import { bufferOn } from './buffers'
import { lift } from './lift'
import { withoutElements } from './traced'

/** Executables of eager graphs, by engine and structure; the least recently used one goes first. */
const KEPT = 64
const executables = new WeakMap<Engine, Map<string, Promise<Executable>>>()

/** Computes pending tensors, all in one graph, and lets go of the graph behind them. */
export async function evaluate(tensors: readonly Tensor[], engine: Engine = defaultEngine()): Promise<void> {
  const pending = [...new Set(tensors.filter(({ source }) => source.kind === 'node'))]
  if (pending.length === 0) return
  // A number in an expression is an input of its graph, so that another number does not compile again.
  const capture = ({ source, dtype }: Tensor): Tensor | undefined =>
    source.kind === 'node' && source.node.op === literalOp
      ? scalar(Number(source.node.attributes['value']), dtype)
      : undefined
  const { graph, captured } = lift(pending, { arguments: [], capture })
  const executable = await executableOf(engine, graph)
  const inputs = []
  for (const tensor of captured) inputs.push(await bufferOn(engine, tensor))
  const buffers = await executable.run(inputs)
  for (const [index, tensor] of pending.entries()) {
    const buffer = buffers[index]!
    // Another evaluation of the same tensor may have been faster.
    if (tensor.source.kind === 'node') tensor.settle({ kind: 'stored', engine, buffer })
    else engine.release(buffer)
  }
}

const scalar = (value: number, dtype: Tensor['dtype']): Tensor =>
  new Tensor([], dtype, { kind: 'host', data: elementsOf(dtype, 1, [value]) })

function executableOf(engine: Engine, graph: Graph): Promise<Executable> {
  const known = executables.get(engine) ?? new Map<string, Promise<Executable>>()
  executables.set(engine, known)
  const key = describeNodes(graph.inputs, graph.nodes, graph.outputs)
  const executable = known.get(key) ?? engine.compile(graph)
  known.delete(key)
  known.set(key, executable)
  executable.catch(() => known.delete(key))
  for (const [oldest, old] of known) {
    if (known.size <= KEPT) break
    known.delete(oldest)
    old.then((forgotten) => forgotten.dispose()).catch(() => undefined)
  }
  return executable
}

/** The elements of a tensor, computed first if need be. */
export async function readData(tensor: Tensor): Promise<TypedArray> {
  if (tensor.source.kind === 'node') {
    if (!isConcrete(tensor.shape)) throw withoutElements(tensor)
    await evaluate([tensor])
  }
  const { source } = tensor
  if (source.kind === 'host') return source.data.slice()
  if (source.kind === 'stored') return source.engine.read(source.buffer)
  throw source.kind === 'donated' ? donatedError('data()', tensor) : withoutElements(tensor)
}
