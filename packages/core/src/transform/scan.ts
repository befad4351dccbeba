import { closeBody } from '../graph/body'
import { applyAll } from '../ops/apply'
import { broadcastTo } from '../ops/broadcast'
import { scanOp } from '../ops/scan'
import { literal } from '../ops/source'
import { describeValue } from '../tensor/describe-value'
import { type Dimension, equalDimensions } from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { equalShapes, formatShape, shapeError } from '../tensor/shape'
import { isTensor, Tensor } from '../tensor/tensor'
import { assertSynchronous } from './traced'
import { type Leaf, leavesOf, mapLeaves } from './tree'

export interface ScanOptions {
  /** From the last slice to the first. Outputs stand at the place of their slice. Default: false. */
  readonly reverse?: boolean
  /** How many steps, where there is nothing to cut into slices. */
  readonly length?: Dimension
}

/**
 * A loop over the first axis of every tensor in `slices`: `step(carry, slice)` returns the next carry, of the
 * same shapes and dtypes, and an output; the outputs of all steps are stacked along a new first axis. It is
 * traced once, whatever the number of steps, and its gradient is a loop in the other direction. What `step` closes
 * over stays the same for all steps, a dropout mask included. `carry`, `slices` and the output are trees of
 * tensors. JAX's `lax.scan`.
 */
export function scan<Carry, Slices, Output>(
  step: (carry: Carry, slice: Slices) => { readonly carry: Carry; readonly output: Output },
  carry: Carry,
  slices: Slices,
  { reverse = false, length }: ScanOptions = {},
): { readonly carry: Carry; readonly outputs: Output } {
  const carried = tensorsIn(carry, 'carry')
  const cut = tensorsIn(slices, 'slices')
  const steps = lengthOf(cut, length)
  const placeholders = [
    ...carried.map(({ tensor, path }) => placeholder(tensor.shape, tensor.dtype, path)),
    ...cut.map(({ tensor, path }) => placeholder(tensor.shape.slice(1), tensor.dtype, path)),
  ]
  let next = 0
  const result = step(
    mapLeaves(carry, () => placeholders[next++]!),
    mapLeaves(slices, () => placeholders[next++]!),
  )
  assertStepResult(result)
  const after = tensorsIn(result.carry, 'carry')
  assertSameTree(carried, after)
  const outputs = tensorsIn(result.output, 'output')
  if (steps === 0) {
    const empty = (leaf: Leaf): Leaf =>
      isTensor(leaf) ? broadcastTo(literal(0, leaf.dtype), [0, ...leaf.shape]) : leaf
    return { carry, outputs: mapLeaves(result.output, empty) }
  }
  const { body, constants } = closeBody(
    placeholders,
    [...after, ...outputs].map(({ tensor }) => tensor),
  )
  const results = applyAll(scanOp, [...[...carried, ...cut].map(({ tensor }) => tensor), ...constants], {
    body,
    carries: carried.length,
    slices: cut.length,
    length: steps,
    reverse,
  })
  let at = 0
  return {
    carry: mapLeaves(result.carry, () => results[at++]!),
    outputs: mapLeaves(result.output, () => results[at++]!),
  }
}

/**
 * `f` of every slice along the first axis, one after another, stacked: JAX's `lax.map`. With `grad` inside it
 * gives the gradients of single examples: `mapSlices((x) => grad(loss)(parameters, x), batch)`.
 */
export const mapSlices = <Slices, Output>(f: (slice: Slices) => Output, slices: Slices): Output =>
  scan((carry: readonly Tensor[], slice: Slices) => ({ carry, output: f(slice) }), [], slices).outputs

function assertStepResult(result: unknown): void {
  assertSynchronous('The step of a scan', result)
  if (typeof result === 'object' && result !== null && 'carry' in result && 'output' in result) return
  throw mistake('invalid-data', {
    what: `scan: a step returned ${describeValue(result)}.`,
    fix: 'Return { carry, output }: what the next step is given, and what is stacked.',
  })
}

interface Named {
  readonly tensor: Tensor
  readonly path: string
}

function tensorsIn(tree: unknown, name: string): Named[] {
  return leavesOf(tree).map(({ leaf, path }) => {
    const at = path ? `${name}.${path}` : name
    if (isTensor(leaf)) return { tensor: leaf, path: at }
    throw mistake('invalid-option', {
      what: `scan: ${at} is a random key.`,
      fix: 'Draw a mask for all steps outside of the scan, and pass it among the slices.',
    })
  })
}

const placeholder = (shape: Tensor['shape'], dtype: Tensor['dtype'], name: string): Tensor =>
  new Tensor(shape, dtype, { kind: 'placeholder', name })

function lengthOf(slices: readonly Named[], wanted: Dimension | undefined): Dimension {
  const [first] = slices
  const length = wanted ?? first?.tensor.shape[0]
  if (length === undefined) {
    throw mistake('invalid-option', {
      what: first ? `scan: ${first.path} has rank 0.` : 'scan: there is nothing to cut into slices.',
      fix: 'Pass tensors with a first axis, or the option length.',
    })
  }
  const other = slices.find(({ tensor }) => {
    const [size] = tensor.shape
    return size === undefined || !equalDimensions(size, length)
  })
  if (other) {
    throw shapeError(
      'scan',
      [other.tensor.shape, [length]],
      `the first axis of ${other.path} is not as long as the others.`,
      'Give every tensor among the slices the same first axis.',
    )
  }
  return length
}

function assertSameTree(before: readonly Named[], after: readonly Named[]): void {
  const describe = (named: Named | undefined): string =>
    named ? `${named.path}: ${named.tensor.dtype} ${formatShape(named.tensor.shape)}` : 'nothing'
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [a, b] = [before[i], after[i]]
    if (
      a?.path === b?.path &&
      a?.tensor.dtype === b?.tensor.dtype &&
      equalShapes(a!.tensor.shape, b!.tensor.shape)
    )
      continue
    throw mistake('shape-mismatch', {
      what: `scan: a step was given the carry ${describe(a)} and returned ${describe(b)}.`,
      fix: 'Return a carry of the same tree, shapes and dtypes.',
    })
  }
}
