import { GraftError } from '@graftjs/base'
import { formatShape } from '../tensor/shape'
import { type Culprit, type Found, findNonFinite, type Range, type WatchedStep } from './find-non-finite'
import type { GradientOptions } from './gradients'
import type { TrainingState } from './training-state'

export interface NonFiniteStep<Batch> extends WatchedStep<Batch> {
  /** As it was before the step. */
  readonly state: TrainingState
  /** What the step gave; finite where only its gradients are not. */
  readonly loss: number
}

/**
 * The error of a step whose loss or gradients hold NaN or infinity. The step is run once more, watching every
 * operation, to name the first that gave such a number, with the line of the user's source that called it.
 */
export async function nonFiniteStep<Batch>(
  options: GradientOptions<Batch>,
  step: NonFiniteStep<Batch>,
): Promise<GraftError> {
  const number = step.state.step + 1
  const symptom = Number.isFinite(step.loss)
    ? `The gradients of step ${number} are not finite`
    : `The loss of step ${number} is ${step.loss}`
  const { what, fix, details, cause } = await findNonFinite(options, step).then(explain, notLooked)
  if (step.signal?.aborted && GraftError.isInstance(cause)) return cause
  return new GraftError('not-finite', {
    what: `${symptom}: ${what}.`,
    fix,
    cause,
    details: { step: number, ...details },
  })
}

interface Explanation {
  readonly what: string
  readonly fix: string
  readonly details: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

function explain(found: Found): Explanation {
  if (found.kind === 'input') return { ...inputs[found.part](found), details: { [found.part]: found.path } }
  if (found.kind === 'operation') return explainOperation(found)
  return {
    what: 'run again it gives finite numbers, so the operation cannot be named',
    fix: generalAdvice,
    details: {},
  }
}

/** Where the search itself failed, the step's error is still the one to report. */
const notLooked = (cause: unknown): Explanation => ({
  what: 'looking for the operation that gave such a number first failed, too',
  fix: generalAdvice,
  details: {},
  cause,
})

type InputFound = Extract<Found, { kind: 'input' }>

const inputs: Record<InputFound['part'], (found: InputFound) => Pick<Explanation, 'what' | 'fix'>> = {
  batch: ({ path, value }) => ({
    what: `the batch holds ${value}${path ? ` in "${path}"` : ''}`,
    fix: 'Clean the rows that it comes from, or leave them out.',
  }),
  parameters: ({ path, value }) => ({
    what: `the parameter "${path}" already holds ${value}`,
    fix: 'Start from other values, or go back to a checkpoint and lower the learning rate.',
  }),
  buffers: ({ path, value }) => ({
    what: `the buffer "${path}" already holds ${value}`,
    fix: 'Start from other values, or go back to a checkpoint and lower the learning rate.',
  }),
}

function explainOperation(found: Extract<Found, { kind: 'operation' }>): Explanation {
  const { node, origin, line, operands, madeNan } = found
  const shape = formatShape(node.outputs[0]?.shape ?? [])
  const numbers = operands.length > 0 ? ` from numbers ${operands.map(formatRange).join(' and ')}` : ''
  const after = madeNan ? `, of which ${nameOf(madeNan)} made NaN` : ''
  const blamed = origin.gradientOf?.op.name ?? node.op.name
  return {
    what: `${nameOf(found)} was the first to give ${found.gave}, in ${shape}${numbers}${after}`,
    fix: advice[blamed] ?? generalAdvice,
    details: {
      operation: node.op.name,
      ...(line ? { line } : {}),
      ...(origin.gradientOf ? { gradientOf: origin.gradientOf.op.name } : {}),
    },
  }
}

/** `log (train.ts:12:7)`, or `divide in the gradient of sqrt (train.ts:12:7)`. */
function nameOf({ node, origin, line: place }: Culprit): string {
  const line = place ? ` (${place})` : ''
  return origin.gradientOf
    ? `${node.op.name} in the gradient of ${origin.gradientOf.op.name}${line}`
    : `${node.op.name}${line}`
}

function formatRange({ least, greatest }: Range): string {
  return least === greatest
    ? `that are all ${formatNumber(least)}`
    : `between ${formatNumber(least)} and ${formatNumber(greatest)}`
}

function formatNumber(value: number): string {
  const size = Math.abs(value)
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e6)
  return isPlain ? String(Number(value.toPrecision(4))) : value.toExponential(3)
}

const generalAdvice =
  'Lower the learning rate, clip the gradients, or keep the operand where the operation is defined.'

/** What usually helps, by the operation that was called. */
const advice: Readonly<Record<string, string>> = {
  log: 'Keep its operand above 0, for example log(add(x, 1e-12)), or use logSoftmax or a loss on logits.',
  sqrt: 'Its gradient is infinite at 0 and it has none below: sqrt(add(x, 1e-12)).',
  rsqrt: 'Keep its operand above 0: rsqrt(add(x, 1e-12)).',
  divide: 'Keep its divisor away from 0, for example divide(a, add(b, 1e-12)).',
  reciprocal: 'Keep its operand away from 0.',
  exp: 'Keep its operand below 88: subtract the maximum first, or use softmax or logSumExp.',
  power: 'Keep its base above 0, and its exponent small.',
  where:
    'Where it chose NaN on purpose, a label is no class: give labels from 0 to the number of classes − 1, and to rows that do not count the ignoreIndex of the loss.',
  sumOfSquares:
    'It adds up the norm of the gradients, which are too large: lower the learning rate, or scale the loss.',
}
