import type { RandomKey } from '@graftjs/base'
import { nodesBehind } from '../graph/graph'
import type { Node } from '../graph/node'
import { type Origin, recordOrigins } from '../graph/origin'
import type { Parameters } from '../nn/module'
import { sum } from '../ops/broadcast'
import { cast } from '../ops/cast'
import { isFiniteNumber, isNan } from '../ops/comparison'
import { stack } from '../ops/layout'
import { not } from '../ops/logical'
import { max, min } from '../ops/reduction'
import { isFloat, type TypedArray } from '../tensor/dtype'
import { elementCount, isConcrete } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { compile } from '../transform/compile'
import { readData } from '../transform/evaluate'
import { leavesOf } from '../transform/tree'
import { batchGradients, type GradientArguments, type GradientOptions } from './gradients'

/** A step whose result is not finite. */
export interface WatchedStep<Batch> {
  readonly state: { readonly parameters: Parameters; readonly buffers: Parameters }
  readonly batch: Batch
  readonly key: RandomKey | undefined
  readonly signal: AbortSignal | undefined
}

/** A call of an operation that gave such a number. */
export interface Culprit {
  readonly node: Node
  readonly origin: Origin
  /** The user's line behind it, of the call itself or of the one whose gradient it belongs to. */
  readonly line: string | undefined
  readonly gave: 'NaN' | 'infinity'
}

export interface Range {
  readonly least: number
  readonly greatest: number
}

export type Found =
  /** It was there before anything was computed. */
  | { readonly kind: 'input'; readonly part: Part; readonly path: string; readonly value: number }
  | ({
      readonly kind: 'operation'
      /** Of each floating-point operand. */
      readonly operands: readonly Range[]
      /** Where it gave infinity: the call that then made NaN of it. */
      readonly madeNan?: Culprit | undefined
    } & Culprit)
  | { readonly kind: 'nothing' }

/** Where numbers come in. */
type Part = 'batch' | 'parameters' | 'buffers'

/** Runs a step's gradients once more and looks at every number on the way, in the order of the computation. */
export async function findNonFinite<Batch>(
  options: GradientOptions<Batch>,
  step: WatchedStep<Batch>,
): Promise<Found> {
  const inputs = await inputsFound(step)
  const given = inputs.find(({ value }) => Number.isNaN(value))
  if (given) return given
  // A literal that is infinite is meant to be.
  const calls = (await watchedCalls(options, step)).filter(({ node }) => node.inputs.length > 0)
  const nan = calls.find(({ operands, results }) => results.nan && !operands.nan)
  const ancestors = nan && new Set(nodesBehind(nan.node.outputs))
  const infinite = calls.find(
    ({ node, operands, results }) => results.infinite && !operands.infinite && (ancestors?.has(node) ?? true),
  )
  const first = infinite ?? nan
  if (!first) return inputs[0] ?? { kind: 'nothing' }
  return {
    kind: 'operation',
    ...culprit(first),
    operands: await rangesOf(options, step, first.place),
    madeNan: nan && nan !== first ? culprit(nan) : undefined,
  }
}

/** Parts of the step's input that are not finite, NaN and infinities. */
async function inputsFound<Batch>({ state, batch }: WatchedStep<Batch>) {
  const found = []
  for (const part of ['batch', 'parameters', 'buffers'] as const) {
    for (const { path, leaf } of leavesOf({ batch, ...state }[part])) {
      if (!isTensor(leaf) || !isFloat(leaf.dtype)) continue
      const values = Array.from(await readData(leaf), Number).filter((value) => !Number.isFinite(value))
      if (values.length === 0) continue
      const value = values.find(Number.isNaN) ?? values[0]!
      found.push({ kind: 'input', part, path, value } as const)
    }
  }
  return found
}

interface Seen {
  readonly nan: boolean
  /** NaN counts here, too. */
  readonly infinite: boolean
}

interface Call {
  readonly node: Node
  /** Where it stands among the calls of the step. */
  readonly place: number
  readonly origin: Origin
  readonly line: string | undefined
  readonly operands: Seen
  readonly results: Seen
}

const culprit = ({ node, origin, line, results }: Call): Culprit => ({
  node,
  origin,
  line,
  gave: results.nan ? 'NaN' : 'infinity',
})

/** Every call of the step, in order, with what was seen of its operands and results. */
async function watchedCalls<Batch>(
  options: GradientOptions<Batch>,
  step: WatchedStep<Batch>,
): Promise<Call[]> {
  const seen = await runAgain(options, step, (nodes, originOf) => {
    const tensors = [...new Set(nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]))]
    const watched = tensors.filter(({ dtype }) => isFloat(dtype))
    const count = (test: (tensor: Tensor) => Tensor): Tensor =>
      stack(watched.map((tensor) => sum(cast(test(tensor), 'float32'))))
    const counts = { nan: count(isNan), infinite: count((tensor) => not(isFiniteNumber(tensor))) }
    return { counts, plain: () => ({ nodes, watched, originOf }) }
  })
  const { nodes, watched, originOf } = seen.plain()
  const [nan, infinite] = [await readData(seen.counts.nan), await readData(seen.counts.infinite)]
  const indices = new Map(watched.map((tensor, index) => [tensor, index]))
  const any = (counts: TypedArray, tensors: readonly Tensor[]): boolean =>
    tensors.some((tensor) => Number(counts[indices.get(tensor) ?? -1] ?? 0) > 0)
  const seenOf = (tensors: readonly Tensor[]): Seen => ({
    nan: any(nan, tensors),
    infinite: any(infinite, tensors),
  })
  return nodes.map((node, place) => {
    const origin = originOf(node)
    const { line } = origin.gradientOf ? originOf(origin.gradientOf) : origin
    return { node, place, origin, line, operands: seenOf(node.inputs), results: seenOf(node.outputs) }
  })
}

/** The least and the greatest number of each floating-point operand of the call at this place. */
async function rangesOf<Batch>(
  options: GradientOptions<Batch>,
  step: WatchedStep<Batch>,
  place: number,
): Promise<Range[]> {
  const operands = await runAgain(options, step, (nodes) =>
    nodes[place]!.inputs.filter(
      ({ dtype, shape }) => isFloat(dtype) && isConcrete(shape) && elementCount(shape) > 0,
    ).map((operand) => ({ least: min(operand), greatest: max(operand) })),
  )
  const ranges: Range[] = []
  for (const { least, greatest } of operands) {
    ranges.push({ least: await numberOf(least), greatest: await numberOf(greatest) })
  }
  return ranges
}

const numberOf = async (tensor: Tensor): Promise<number> => Number((await readData(tensor))[0])

/** Traces the step anew, which gives the same calls in the same order, and computes what `select` makes of them. */
async function runAgain<Batch, Result>(
  options: GradientOptions<Batch>,
  { state, batch, key, signal }: WatchedStep<Batch>,
  select: (nodes: readonly Node[], originOf: (node: Node) => Origin) => Result,
): Promise<Result> {
  const traced = compile(
    (...args: GradientArguments<Batch>) => {
      const { result, originOf } = recordOrigins(() => batchGradients(options)(...args))
      const { loss, gradients, squaredNorm } = result
      const own = [loss, ...Object.values(gradients)]
      const users = new Set(nodesBehind(own))
      // The norm is nobody's line.
      const origin = (node: Node): Origin => (users.has(node) ? originOf(node) : {})
      return select(nodesBehind(squaredNorm ? [...own, squaredNorm] : own), origin)
    },
    { engine: options.engine },
  )
  try {
    return await traced.run([state.parameters, state.buffers, batch, key ?? null], { signal })
  } finally {
    await traced.dispose()
  }
}
