import { GraftError } from '@graftjs/base'
import { type Columns, isRecord, type PlainValue, type RecordRow } from './columns'
import { invalidOption, oneOf, shown, wholeNumber } from './options'

/** How the sequences of one column are brought to one length. */
export interface PadRule<Value = unknown> {
  /** What is put where a sequence has ended. */
  readonly value: Value
  /** The length; by default that of the longest sequence of the batch. */
  readonly length?: number
  /** Rounds the length up to a multiple, which keeps the number of different shapes small; 1 by default. */
  readonly multipleOf?: number
  /** Where the padding goes; at the end by default. */
  readonly side?: 'end' | 'start'
  /** What becomes of a sequence that is longer than `length`: an error (default), or it loses its end. */
  readonly longer?: 'refuse' | 'cut'
  /** Adds a column of this name: 1 where the value is the sequence's own, 0 where it is padding. */
  readonly mask?: string
}

type Element<Sequence> = Sequence extends ArrayLike<infer Value> ? Value : never

/** The columns that can be padded: those of sequences. */
export type PadRules<Row> = [Row] extends [PlainValue] ? Record<never, never> : RulesOfColumns<Row>

type RulesOfColumns<Row> = {
  readonly [K in keyof Row as Row[K] extends string ? never : Row[K] extends ArrayLike<unknown> ? K : never]?:
    | Element<Row[K]>
    | PadRule<Element<Row[K]>>
}

/** The columns that rules add. */
export type Masks<Rules> = {
  [K in keyof Rules as Rules[K] extends { readonly mask: infer Name extends string }
    ? Name
    : never]: number[][]
}

type Rule = Required<Omit<PadRule, 'length' | 'mask'>> & Pick<PadRule, 'length' | 'mask'>

/** Rules with every default filled in; `Given` is the type that they were given as. */
export interface CheckedRules<Given> {
  readonly given: Given | undefined
  readonly rules: ReadonlyMap<string, Rule>
}

/** @throws GraftError `invalid-option`. */
export function checkPadRules<Given extends object>(given: Given | undefined): CheckedRules<Given> {
  const rules = new Map(
    Object.entries(given ?? {}).map(([column, wanted]: [string, unknown]) => {
      const rule: Partial<PadRule> = isRecord(wanted) ? wanted : { value: wanted }
      const { value, length, multipleOf = 1, side = 'end', longer = 'refuse', mask } = rule
      const name = `pad.${column}`
      if (value === undefined)
        throw invalidOption(`${name}.value`, value, 'Say what to pad with, for example 0.')
      if (length !== undefined) wholeNumber(length, `${name}.length`, 0)
      wholeNumber(multipleOf, `${name}.multipleOf`, 1)
      oneOf(side, `${name}.side`, ['end', 'start'])
      oneOf(longer, `${name}.longer`, ['refuse', 'cut'])
      const optional = {
        ...(length === undefined ? {} : { length }),
        ...(mask === undefined ? {} : { mask }),
      }
      return [column, { value, multipleOf, side, longer, ...optional }] as const
    }),
  )
  return { given, rules }
}

/**
 * A batch whose named columns have sequences of one length each, with the masks added.
 *
 * @param first the position of the batch's first row, for messages.
 */
export function padColumns(
  batch: Columns<RecordRow>,
  rules: ReadonlyMap<string, Rule>,
  first: number,
): Columns<RecordRow> {
  const columns = { ...batch }
  for (const [column, rule] of rules) {
    const values = columns[column]
    if (values === undefined) {
      const names = Object.keys(columns).map(shown).join(', ')
      throw invalidOption(`pad.${column}`, rule.value, `There is no such column; there are ${names}.`)
    }
    const sequences = values.map((value, at) => asSequence(value, column, first + at))
    const longest = sequences.reduce((most, { length }) => Math.max(most, length), 0)
    const length = Math.ceil((rule.length ?? longest) / rule.multipleOf) * rule.multipleOf
    if (rule.longer === 'refuse' && longest > length) throw tooLong(sequences, column, length, first)
    columns[column] = sequences.map((sequence) => padded(sequence, rule, length))
    if (rule.mask === undefined) continue
    if (rule.mask in columns) {
      throw invalidOption(`pad.${column}.mask`, rule.mask, 'There is a column of this name: choose another.')
    }
    columns[rule.mask] = sequences.map((sequence) => maskOf(sequence, rule, length))
  }
  return columns
}

/** 1 where the padded sequence has a value of its own. */
function maskOf(sequence: Sequence, { side }: Rule, length: number): number[] {
  const own = Math.min(sequence.length, length)
  const start = side === 'end' ? 0 : length - own
  return Array.from({ length }, (_, at) => (at >= start && at < start + own ? 1 : 0))
}

type Sequence = unknown[] | NumberArray

/** The sequence at the length, of the same kind: an array, or a typed array like its own. */
function padded(sequence: Sequence, { value, side }: Rule, length: number): Sequence {
  const own = Math.min(sequence.length, length)
  const start = side === 'end' ? 0 : length - own
  if (Array.isArray(sequence)) {
    const out = new Array<unknown>(length).fill(value)
    for (let at = 0; at < own; at++) out[start + at] = sequence[at]
    return out
  }
  const out = numberArrays[sequence[Symbol.toStringTag]](length)
  if (own < length) out.fill(Number(value))
  out.set(sequence.subarray(0, own), start)
  return out
}

/** Typed arrays by the name that they have in every realm. */
const numberArrays = {
  Int8Array: (length: number) => new Int8Array(length),
  Uint8Array: (length: number) => new Uint8Array(length),
  Uint8ClampedArray: (length: number) => new Uint8ClampedArray(length),
  Int16Array: (length: number) => new Int16Array(length),
  Uint16Array: (length: number) => new Uint16Array(length),
  Int32Array: (length: number) => new Int32Array(length),
  Uint32Array: (length: number) => new Uint32Array(length),
  Float32Array: (length: number) => new Float32Array(length),
  Float64Array: (length: number) => new Float64Array(length),
}

type NumberArray = ReturnType<(typeof numberArrays)[keyof typeof numberArrays]>

function isNumberArray(value: unknown): value is NumberArray {
  return (
    ArrayBuffer.isView(value) &&
    Symbol.toStringTag in value &&
    String(value[Symbol.toStringTag]) in numberArrays
  )
}

function asSequence(value: unknown, column: string, row: number): Sequence {
  if (Array.isArray(value) || isNumberArray(value)) return value
  throw new GraftError('invalid-data', {
    what: `${column} is ${shown(value)}, not a sequence.`,
    where: `row ${row}, column ${column}`,
    fix: 'Only arrays and typed arrays can be padded: leave the column out of pad, or map its values.',
    details: { row, column },
  })
}

function tooLong(sequences: readonly Sequence[], column: string, length: number, first: number): GraftError {
  const at = sequences.findIndex((sequence) => sequence.length > length)
  return new GraftError('invalid-data', {
    what: `${column} has ${sequences[at]!.length} values and is to be padded to ${length}.`,
    where: `row ${first + at}, column ${column}`,
    fix: `Raise pad.${column}.length, leave it out, or pass longer: 'cut' to cut the ends off.`,
    details: { row: first + at, column },
  })
}
