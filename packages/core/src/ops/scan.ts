import { Body } from '../graph/body'
import { backward } from '../graph/differentiate'
import { nodesBehind } from '../graph/graph'
import type { GradientCall } from '../graph/node'
import type { Dimension } from '../tensor/dimension'
import { isFloat } from '../tensor/dtype'
import type { Shape } from '../tensor/shape'
import { Tensor } from '../tensor/tensor'
import { applyAll, defineOp } from './apply'
import { add } from './arithmetic'
import { broadcastTo } from './broadcast'
import { matmul } from './matmul'
import { reshape } from './reshape'
import { literal } from './source'

export interface ScanAttributes {
  /** From carries, slices and constants to carries and outputs. */
  readonly body: Body
  readonly carries: number
  /** How many inputs, after the carries, are cut into slices along their first axis. */
  readonly slices: number
  readonly length: Dimension
  /** From the last slice to the first; outputs stand at the place of their slice. */
  readonly reverse: boolean
}

/** Inputs: carries, tensors to cut into slices, constants. Results: the last carries, the stacked outputs. */
export const scanOp = defineOp<'scan', ScanAttributes>({
  name: 'scan',
  infer: (_, { body, carries, length }) =>
    body.outputs.map(({ shape, dtype }, index) => ({
      shape: index < carries ? shape : [length, ...shape],
      dtype,
    })),
  gradient: (call) => reverseScan(call),
})

const zerosLike = ({ shape, dtype }: Pick<Tensor, 'shape' | 'dtype'>): Tensor =>
  broadcastTo(literal(0, dtype), shape)

const placeholderLike = ({ shape, dtype }: Tensor, name: string): Tensor =>
  new Tensor(shape, dtype, { kind: 'placeholder', name })

/**
 * The way back: a scan in the other direction whose carries are the gradients of the carries, and the sums of
 * the gradients of the constants. The forward scan also returns what the way back needs of each step.
 */
function reverseScan({ inputs, attributes, gradients }: GradientCall<ScanAttributes>) {
  const { body, carries, slices, length, reverse } = attributes
  const isDifferentiable = body.outputs.map(({ dtype }) => isFloat(dtype))
  const seeds = body.outputs.map((output, i) =>
    isDifferentiable[i] ? placeholderLike(output, `gradient${i}`) : undefined,
  )
  const own = backward(body.outputs, seeds, body.inputs)

  // What the gradients need of the forward step.
  const forward = new Set(body.nodes)
  const given = new Set([...body.inputs, ...seeds.filter((seed) => seed !== undefined)])
  const constantsFrom = carries + slices
  const products = body.inputs.slice(constantsFrom).flatMap((_, i) => {
    const factors = factorsOf(own[constantsFrom + i])
    return factors ? [{ i, factors }] : []
  })
  const isProduct = new Set(products.map(({ i }) => constantsFrom + i))
  const factors = new Set(products.flatMap((product) => product.factors))
  const wanted = own.flatMap((gradient, i) => (gradient && !isProduct.has(i) ? [gradient] : []))
  wanted.push(...factors)
  const needed = new Set<Tensor>()
  const need = (tensor: Tensor): void => {
    const { source } = tensor
    if (body.inputs.includes(tensor)) needed.add(tensor)
    else if (source.kind === 'node' && forward.has(source.node) && source.node.op.name !== 'literal')
      needed.add(tensor)
  }
  for (const node of nodesBehind(wanted, given)) if (!forward.has(node)) node.inputs.forEach(need)
  wanted.forEach(need)
  const cut = body.inputs.slice(carries, carries + slices)
  const constants = body.inputs.slice(carries + slices)
  const kept = [...needed].filter((tensor) => !cut.includes(tensor) && !constants.includes(tensor))
  const stacked = new Set([...kept, ...cut])
  const usedSlices = cut.filter((tensor) => needed.has(tensor))
  const usedConstants = constants.filter((tensor) => needed.has(tensor))

  const augmented = new Body(body.inputs, [...body.outputs, ...kept], body.origin ?? body)
  const results = applyAll(scanOp, inputs, { ...attributes, body: augmented })
  const keptStacks = results.slice(body.outputs.length)

  const floats = body.outputs.flatMap((_, i) => (isDifferentiable[i] ? [i] : []))
  const backCarries = floats.filter((i) => i < carries)
  const backOutputs = floats.filter((i) => i >= carries)
  const summed = constants.flatMap((constant, i) =>
    own[constantsFrom + i] && !isProduct.has(constantsFrom + i) ? [{ constant, i }] : [],
  )
  const sums = summed.map(({ constant }, i) => placeholderLike(constant, `sum${i}`))
  const slicedBack = cut.flatMap((_, i) => (own[carries + i] ? [i] : []))
  // Each tensor of the way back that is stacked, once.
  const returned = [
    ...new Set([
      ...slicedBack.map((i) => own[carries + i]!),
      ...[...factors].filter((factor) => !stacked.has(factor)),
    ]),
  ]
  const step = new Body(
    [
      ...backCarries.map((i) => seeds[i]!),
      ...sums,
      ...backOutputs.map((i) => seeds[i]!),
      ...kept,
      ...usedSlices,
      ...usedConstants,
    ],
    [
      ...backCarries.map((i) => own[i] ?? zerosLike(body.inputs[i]!)),
      ...summed.map(({ i }, at) => add(sums[at]!, own[carries + slices + i]!)),
      ...returned,
    ],
  )
  const gradientOf = (i: number): Tensor => gradients[i] ?? zerosLike(results[i]!)
  const inputOf = (tensor: Tensor): Tensor => inputs[body.inputs.indexOf(tensor)]!
  const back = applyAll(
    scanOp,
    [
      ...backCarries.map(gradientOf),
      ...summed.map(({ constant }) => zerosLike(constant)),
      ...backOutputs.map(gradientOf),
      ...keptStacks,
      ...usedSlices.map(inputOf),
      ...usedConstants.map(inputOf),
    ],
    {
      body: step,
      carries: backCarries.length + summed.length,
      slices: backOutputs.length + kept.length + usedSlices.length,
      length,
      reverse: !reverse,
    },
  )
  const found: (Tensor | undefined)[] = inputs.map(() => undefined)
  for (const [at, i] of backCarries.entries()) found[i] = back[at]
  for (const [at, { i }] of summed.entries()) found[carries + slices + i] = back[backCarries.length + at]
  const outputsFrom = backCarries.length + summed.length
  const stackOf = (tensor: Tensor): Tensor => {
    const at = returned.indexOf(tensor)
    if (at >= 0) return back[outputsFrom + at]!
    return kept.includes(tensor) ? keptStacks[kept.indexOf(tensor)]! : inputOf(tensor)
  }
  for (const i of slicedBack) found[carries + i] = stackOf(own[carries + i]!)
  for (const { i, factors: pair } of products) {
    const [a, b] = pair.map(stackOf).map((stack) => reshape(stack, [-1, stack.shape[2]!]))
    found[constantsFrom + i] = matmul(a!, b!, { transposeA: true })
  }
  return found
}

/**
 * The a and b of a step's gradient aᵀb. Its sum over all steps is one product of what the steps stack, which is
 * quicker than a product and a sum in each of them.
 */
function factorsOf(gradient: Tensor | undefined): readonly Tensor[] | undefined {
  if (gradient?.source.kind !== 'node' || gradient.source.node.op.name !== 'matmul') return undefined
  const { inputs, attributes } = gradient.source.node
  const isOuter =
    attributes['transposeA'] && !attributes['transposeB'] && inputs.every(({ rank }) => rank === 2)
  return isOuter && isSmaller(inputs[0]!.shape, inputs[1]!.shape) ? inputs : undefined
}

/** Whether what a step would stack takes no more memory than the sum that each step would write: not so for the logits of a large vocabulary. */
function isSmaller([rows, a]: Shape, [, b]: Shape): boolean {
  const numbers = typeof rows === 'number' && typeof a === 'number' && typeof b === 'number'
  return !numbers || rows * (a + b) <= a * b
}
