import type { DataWarning } from './data-warning'

/** What the shared parts of classifiers must know of what a row holds beside its label: a text, a picture. */
export interface InputKind<Input, Warning extends string = never> {
  /** What one is called in messages, and the field of a row that holds it: `text`. */
  readonly name: string
  /** What several are called: `texts`. */
  readonly plural: string
  /** What a value must be, in words: `a string`. */
  readonly wanted: string
  is(value: unknown): value is Input
  /** A key that is equal where two inputs count as the same. */
  keyOf(input: Input): string | Promise<string>
  /** Notable things about training inputs that only this kind has. */
  warningsOf?(keys: readonly string[]): readonly DataWarning<Warning>[]
}

/** The input that a checked row holds. */
export function inputOf<Input>(kind: InputKind<Input, string>, row: object): Input {
  const value: unknown = Reflect.get(row, kind.name)
  if (kind.is(value)) return value
  throw new TypeError(`a row without a ${kind.name} was not checked`)
}
