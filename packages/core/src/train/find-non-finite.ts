import type { RandomKey } from '@graftjs/base'
import { nodesBehind } from '../graph/graph'
import type { Node } from '../graph/node'
import { type Origin, recordOrigins } from '../graph/origin'
import type { Parameters } from '../nn/module'
import { add, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { cast } from '../ops/cast'
import { isNan } from '../ops/comparison'
import { stack } from '../ops/layout'
import { max, min } from '../ops/reduction'
import { literal } from '../ops/source'
import { isFloat } from '../tensor/dtype'
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
  const { nodes, originOf, flags: bad } = await watch(options, step, () => true, differsFromItself)
  // A literal that is infinite is meant to be.
  const calls = nodes.filter((node) => bad.has(node.id) && node.inputs.length > 0)
  const nan = await madeNan(options, step, nodes, calls.slice(0, LOOKED_AT))
  const ancestors = nan && new Set(nodesBehind(nan.outputs))
  const isFirst = (node: Node): boolean =>
    !hasOperandIn(node, bad) && (ancestors === undefined || ancestors.has(node))
  const first = calls.find(isFirst) ?? nan
  if (!first) return inputs[0] ?? { kind: 'nothing' }
  const operands = await rangesOf(options, step, nodes.indexOf(first))
  const fromInput = operands.some(
    ({ least, greatest }) => !Number.isFinite(least) || !Number.isFinite(greatest),
  )
  if (inputs[0] && fromInput) return inputs[0]
  const culprit = (node: Node): Culprit => {
    const origin = originOf(node)
    const { line } = origin.gradientOf ? originOf(origin.gradientOf) : origin
    return { node, origin, line, gave: node === nan ? 'NaN' : 'infinity' }
  }
  return {
    kind: 'operation',
    ...culprit(first),
    operands,
    madeNan: nan && nan !== first ? culprit(nan) : undefined,
  }
}

/** Calls after the first one that is not finite among which the one is looked for that made NaN of an infinity. */
const LOOKED_AT = 200

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

/** The first of these calls that gave NaN, though none of its operands was. */
async function madeNan<Batch>(
  options: GradientOptions<Batch>,
  step: WatchedStep<Batch>,
  nodes: readonly Node[],
  calls: readonly Node[],
): Promise<Node | undefined> {
  if (calls.length === 0) return undefined
  const places = new Set(calls.map((call) => nodes.indexOf(call)))
  const again = await watch(options, step, (place) => places.has(place), isNan)
  const place = again.nodes.findIndex((node) => again.flags.has(node.id) && !hasOperandIn(node, again.flags))
  return nodes[place]
}

const hasOperandIn = ({ inputs }: Node, ids: ReadonlySet<number>): boolean =>
  inputs.some(({ source }) => source.kind === 'node' && ids.has(source.node.id))

/** Infinity less infinity is NaN, too. */
const differsFromItself = (tensor: Tensor): Tensor => subtract(tensor, tensor)

/** Operations whose result has the numbers of their operand. */
const passesOn = new Set(['identity', 'stopGradient', 'reshape', 'transpose', 'broadcastTo'])

interface Watched {
  readonly nodes: readonly Node[]
  readonly originOf: (node: Node) => Origin
  /** The ids of the calls whose results the test found something in. */
  readonly flags: ReadonlySet<number>
}

/** Runs the step and tests the floating-point results of some of its calls: for NaN in the test's own result, or true. */
async function watch<Batch>(
  options: GradientOptions<Batch>,
  step: WatchedStep<Batch>,
  isWatched: (place: number) => boolean,
  test: (tensor: Tensor) => Tensor,
): Promise<Watched> {
  const { counts, plain } = await runAgain(options, step, (nodes, originOf) => {
    const watched = nodes.filter(({ op }, place) => isWatched(place) && !passesOn.has(op.name))
    const tested = watched.map(({ outputs }) =>
      outputs
        .filter(({ dtype }) => isFloat(dtype))
        .map((tensor) => sum(cast(test(tensor), 'float32')))
        .reduce(add, literal(0)),
    )
    return { counts: stack(tested), plain: () => ({ nodes, originOf, watched }) }
  })
  const { nodes, originOf, watched } = plain()
  const numbers = await readData(counts)
  const flags = new Set(watched.filter((_, index) => Number(numbers[index]) !== 0).map(({ id }) => id))
  for (const [place, node] of nodes.entries()) {
    if (isWatched(place) && passesOn.has(node.op.name) && hasOperandIn(node, flags)) flags.add(node.id)
  }
  return { nodes, originOf, flags }
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
