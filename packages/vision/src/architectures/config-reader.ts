import { GraftError } from '@graftjs/base'
import type { Json } from './architecture'

/** Reads entries of a `config.json`; one that is not what it must be is an `invalid-file`. */
export class ConfigReader {
  constructor(
    private readonly config: Json,
    private readonly where: string,
    /** The kind of model, for messages: 'MobileNetV2'. */
    private readonly kind: string,
  ) {}

  whole(name: string, fallback?: number): number {
    const value = this.config[name] ?? fallback
    if (isWhole(value)) return value
    throw this.invalid(name, value, 'a whole number above 0')
  }

  wholes(name: string, fallback: readonly number[]): readonly number[] {
    const value = this.config[name] ?? fallback
    if (Array.isArray(value) && value.length > 0 && value.every(isWhole)) return value
    throw this.invalid(name, value, 'a list of whole numbers above 0')
  }

  number(name: string, fallback: number): number {
    const value = this.config[name] ?? fallback
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw this.invalid(name, value, 'a number')
  }

  /** From 0 to below 1. */
  share(name: string, fallback: number): number {
    const value = this.number(name, fallback)
    if (value >= 0 && value < 1) return value
    throw this.invalid(name, value, 'a number from 0 to below 1')
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.config[name] ?? fallback
    if (typeof value === 'boolean') return value
    throw this.invalid(name, value, 'true or false')
  }

  /** The entry of the table that the text names. */
  choice<T>(name: string, table: Readonly<Record<string, T>>, fallback: string): T {
    const value = this.config[name] ?? fallback
    const found = typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined
    if (found !== undefined) return found
    throw this.invalid(name, value, `one of ${Object.keys(table).join(', ')}`)
  }

  /** Refuses sizes of which one is not a multiple of the other. */
  multiple(name: string, value: number, divisorName: string, divisor: number): void {
    if (value % divisor !== 0) throw this.invalid(name, value, `a multiple of "${divisorName}", ${divisor}`)
  }

  /** Refuses lists of which one is longer than the other. */
  sameLength(name: string, list: readonly unknown[], otherName: string, other: readonly unknown[]): void {
    if (list.length !== other.length) throw this.invalid(name, list, `as long as "${otherName}"`)
  }

  /** Refuses what this code would compute differently. */
  only(name: string, supported: unknown): void {
    const value = this.config[name] ?? supported
    if (value !== supported) throw this.invalid(name, value, JSON.stringify(supported))
  }

  private invalid(name: string, value: unknown, expected: string): GraftError {
    return new GraftError('invalid-file', {
      what: `This ${this.kind} cannot be built: "${name}" is ${JSON.stringify(value)}, not ${expected}.`,
      where: this.where,
      fix: `Use the config.json of a published ${this.kind}, or one that Graft has saved.`,
    })
  }
}

const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
