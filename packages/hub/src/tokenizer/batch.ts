import { GraftError } from '@graftjs/base'

export interface Encoding {
  readonly ids: readonly number[]
  /** 0 for the first text, 1 for the second, where the model tells them apart. */
  readonly tokenTypeIds: readonly number[]
  /** Whether something was cut off. */
  readonly truncated: boolean
}

export interface BatchOptions {
  /** At most so many ids a row, special tokens included. Default: `padTo`, else what the model takes. */
  readonly maxLength?: number
  /** The length of every row, or that of the longest row (the default). */
  readonly padTo?: number | 'longest'
  /** Rounds the length up: few distinct lengths mean few compilations. It may then exceed `maxLength`. */
  readonly padToMultipleOf?: number
}

/** Arrays of `shape` = [texts, length], row-major. */
export interface TokenBatch {
  readonly inputIds: Int32Array
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: Int32Array
  readonly tokenTypeIds: Int32Array
  readonly shape: readonly [texts: number, length: number]
  /** How many texts lost something to `maxLength`. */
  readonly truncated: number
}

/** Puts rows of different lengths into one batch. */
export function padded(
  rows: readonly Encoding[],
  {
    padTo = 'longest',
    padToMultipleOf = 1,
    padId,
    padLeft,
  }: BatchOptions & { readonly padId: number | undefined; readonly padLeft: boolean },
): TokenBatch {
  const longest = rows.reduce((most, { ids }) => Math.max(most, ids.length), 0)
  for (const [name, value] of Object.entries({ padTo: padTo === 'longest' ? 1 : padTo, padToMultipleOf })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw invalid(name, `${name} is ${String(value)}.`, 'from 1')
  }
  const wanted = padTo === 'longest' ? longest : padTo
  if (wanted < longest) {
    throw invalid(
      'padTo',
      `A row has ${longest} ids, more than padTo.`,
      `from ${longest}, or a smaller maxLength`,
    )
  }
  const length = Math.ceil(wanted / padToMultipleOf) * padToMultipleOf
  const inputIds = new Int32Array(rows.length * length)
  const attentionMask = new Int32Array(inputIds.length)
  const tokenTypeIds = new Int32Array(inputIds.length)
  if (rows.some(({ ids }) => ids.length < length)) inputIds.fill(requirePadId(padId))
  rows.forEach((row, i) => {
    const start = i * length + (padLeft ? length - row.ids.length : 0)
    inputIds.set(row.ids, start)
    tokenTypeIds.set(row.tokenTypeIds, start)
    attentionMask.fill(1, start, start + row.ids.length)
  })
  const truncated = rows.filter((row) => row.truncated).length
  return { inputIds, attentionMask, tokenTypeIds, shape: [rows.length, length], truncated }
}

function requirePadId(padId: number | undefined): number {
  if (padId !== undefined) return padId
  throw new GraftError('unsupported', {
    what: 'The tokenizer has no padding token, so texts of different lengths make no batch.',
    where: 'tokenizer_config.json',
    fix: 'Name one there as pad_token, or encode the texts one by one.',
  })
}

function invalid(where: string, what: string, range: string): GraftError {
  return new GraftError('invalid-option', { what, where, fix: `Give a whole number ${range}.` })
}
