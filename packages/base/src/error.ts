/** Stable codes: programs may branch on them, so a code is never renamed or reused. */
export type GraftErrorCode =
  | 'invalid-option' // an option of a call is of the wrong type or out of range
  | 'invalid-data' // a row, label, file record or array from the caller is unusable
  | 'invalid-file' // a file's content is damaged, hostile or not of the expected format
  | 'file-access' // a path cannot be read or written
  | 'not-found' // a model, file or name is not there
  | 'network' // a download failed
  | 'shape-mismatch' // tensors whose shapes do not fit an operation
  | 'dtype-mismatch' // tensors whose element types do not fit an operation
  | 'inside-trace' // something that a traced function must not do (read data, branch on a tensor)
  | 'use-after-release' // a donated, disposed or closed handle
  | 'device-unavailable' // the device or engine asked for is not on this machine
  | 'engine-failure' // the engine refused a graph or failed during a run
  | 'unsupported' // a combination that is not implemented, said so
  | 'not-finite' // NaN or infinity where a number is needed
  | 'aborted' // an AbortSignal fired

export interface GraftErrorOptions {
  /** What went wrong, as a sentence. */
  readonly what: string
  /** Where: the row, option, file, tensor or source line. */
  readonly where?: string
  /** What the reader should do about it, as a sentence. */
  readonly fix: string
  readonly cause?: unknown
  /** Machine-readable particulars, for example `{ row: 12 }`. */
  readonly details?: Readonly<Record<string, unknown>>
}

const brand = Symbol.for('graft.error')

/** The one error class of Graft: what went wrong, where, and what to do, under a stable `code`. */
export class GraftError extends Error {
  override readonly name = 'GraftError'
  readonly code: GraftErrorCode
  readonly details: Readonly<Record<string, unknown>>
  readonly [brand] = true

  constructor(code: GraftErrorCode, { what, where, fix, cause, details = {} }: GraftErrorOptions) {
    super(`${what}${where ? ` (${where})` : ''} ${fix}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  /** Tells a GraftError from any other value, across copies of this package and module formats. */
  static isInstance(value: unknown): value is GraftError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
