import { GraftError } from '@graftjs/base'
import { symbol } from '../tensor/dimension'
import { bytesPerElement, type DType, isFloat } from '../tensor/dtype'
import { type Shape, sizeOf } from '../tensor/shape'
import { isTensor, Tensor } from '../tensor/tensor'
import { leavesOf } from '../transform/tree'
import { inference } from './forward-context'
import { type Member, membersOf } from './member'
import type { Module } from './module'
import { observed, type Part, partsOf } from './part'
import { summaryTable } from './summary-table'

/** What an input looks like; sizes that are text are symbolic. */
export interface InputShape {
  readonly shape: readonly (number | string)[]
  /** Default 'float32'. */
  readonly dtype?: DType
}

type Input = InputShape | Readonly<Record<string, InputShape>>

/** Elements and bytes. */
export interface Extent {
  readonly elements: number
  readonly bytes: number
}

/** A module of a model, or a function in it; the tensors are its own, without those of the modules below it. */
export interface SummaryRow {
  readonly path: string
  /** The class or function. */
  readonly kind: string
  /** Shapes of what its first call returned, by name; a single tensor has the name ''. Empty: not called. */
  readonly outputs: Readonly<Record<string, Shape>>
  readonly trainable: Extent
  readonly frozen: Extent
  readonly buffers: Extent
}

export interface ModelSummary {
  readonly rows: readonly SummaryRow[]
  readonly trainable: Extent
  readonly frozen: Extent
  readonly buffers: Extent
  /** The rows as a table with the totals below it. */
  toString(): string
}

/**
 * What a model consists of: its modules in order, what they give for an input, and their parameters and buffers.
 * Nothing is computed, and the parameters need no values yet.
 *
 * ```ts
 * console.log(summary(model, { shape: ['batch', 1, 28, 28] }))
 * ```
 *
 * @param inputs what `forward` is called with, each a shape or an object of shapes; without any, outputs stay empty
 * @throws GraftError of the layer that an input does not fit
 */
export function summary(model: Module, ...inputs: readonly Input[]): ModelSummary {
  const outputs = inputs.length > 0 ? outputsOf(model, inputs) : new Map<string, unknown>()
  const parts = partsOf(model)
  const owned = new Map<string, Member[]>(parts.map(({ path }) => [path, []]))
  for (const member of membersOf(model)) owned.get(ownerOf(member.path, owned))?.push(member)
  const rows = parts.map((part): SummaryRow => {
    const own = owned.get(part.path) ?? []
    return {
      path: part.path,
      kind: kindOf(part),
      outputs: shapesOf(outputs.get(part.path)),
      ...extentsOf(own),
    }
  })
  const whole = { rows, ...extentsOf(membersOf(model)) }
  const asText = () => summaryTable(whole)
  // How Node's `console.log` shows it.
  return { ...whole, toString: asText, [Symbol.for('nodejs.util.inspect.custom')]: asText }
}

/** The innermost part whose path a tensor's path goes on from. */
function ownerOf(path: string, owned: ReadonlyMap<string, unknown>): string {
  for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1)) {
    const prefix = path.slice(0, at)
    if (owned.has(prefix)) return prefix
  }
  return ''
}

const kindOf = ({ value }: Part): string =>
  (typeof value === 'function' ? value.name : value.constructor.name) || 'function'

function extentsOf(members: readonly Member[]): Pick<SummaryRow, 'trainable' | 'frozen' | 'buffers'> {
  const extent = (wanted: (member: Member) => boolean): Extent => {
    const counts = members
      .filter(wanted)
      .map(({ tensor }) => [Number(sizeOf(tensor.shape)), tensor.dtype] as const)
    return {
      elements: counts.reduce((total, [count]) => total + count, 0),
      bytes: counts.reduce((total, [count, dtype]) => total + count * bytesPerElement(dtype), 0),
    }
  }
  const isTrained = ({ role, tensor }: Member) => role === 'parameter' && isFloat(tensor.dtype)
  const isBuffer = ({ role }: Member) => role === 'buffer' || role === 'frozen buffer'
  return {
    trainable: extent(isTrained),
    frozen: extent((member) => !isTrained(member) && !isBuffer(member)),
    buffers: extent(isBuffer),
  }
}

/** What every part returned when the model was first called with the inputs. */
function outputsOf(model: Module, inputs: readonly Input[]): Map<string, unknown> {
  const outputs = new Map<string, unknown>()
  const whole = observed(model, (path, result) => {
    if (!outputs.has(path)) outputs.set(path, result)
  })
  const { forward } = whole as { forward?: (...given: unknown[]) => unknown }
  if (typeof forward !== 'function') {
    throw new GraftError('invalid-option', {
      what: `summary: ${model.constructor.name} has no method "forward" to call.`,
      fix: 'Leave the inputs out, or give the module a forward.',
    })
  }
  forward.call(whole, ...inputs.map(placeholders), inference())
  return outputs
}

const isInputShape = (input: Input): input is InputShape => 'shape' in input && Array.isArray(input.shape)

function placeholder({ shape, dtype = 'float32' }: InputShape, name: string): Tensor {
  const sizes = shape.map((size) => (typeof size === 'string' ? symbol(size) : size))
  return new Tensor(sizes, dtype, { kind: 'placeholder', name })
}

const placeholders = (input: Input, index: number): Tensor | Record<string, Tensor> =>
  isInputShape(input)
    ? placeholder(input, `input ${index}`)
    : Object.fromEntries(Object.entries(input).map(([name, one]) => [name, placeholder(one, name)]))

const shapesOf = (result: unknown): Record<string, Shape> =>
  Object.fromEntries(
    leavesOf(result).flatMap(({ path, leaf }) => (isTensor(leaf) ? [[path, leaf.shape]] : [])),
  )
