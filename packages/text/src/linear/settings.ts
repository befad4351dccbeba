import { GraftError } from '@graftjs/base'
import { describeValue } from '@graftjs/classifier'
import type { NgramRange } from './terms'

/** The options of the features and the penalty, defaults filled in. */
export interface LinearSettings {
  readonly c: number
  readonly ngrams: NgramRange
  readonly minimumDocumentFrequency: number
  /** null: all. */
  readonly maximumFeatures: number | null
}

/** @throws GraftError `invalid-option` naming the option. */
export function resolveSettings(options: {
  readonly c?: number
  readonly ngrams?: NgramRange
  readonly minimumDocumentFrequency?: number
  readonly maximumFeatures?: number | null
}): LinearSettings {
  const { c = 10, ngrams = [1, 2], minimumDocumentFrequency = 1, maximumFeatures = null } = options
  check('c', c, c > 0 && Number.isFinite(c), 'a number above 0', 'Pass for example 10.')
  check(
    'ngrams',
    ngrams,
    isNgramRange(ngrams),
    'the shortest and the longest run of words, 1 to 10',
    'Pass for example [1, 2].',
  )
  check(
    'minimumDocumentFrequency',
    minimumDocumentFrequency,
    isCount(minimumDocumentFrequency) || (minimumDocumentFrequency > 0 && minimumDocumentFrequency < 1),
    'a whole number of texts or a share of them between 0 and 1',
    'Pass for example 2, or 0.01.',
  )
  check(
    'maximumFeatures',
    maximumFeatures,
    maximumFeatures === null || isCount(maximumFeatures),
    'a whole number above 0',
    'Pass for example 50_000, or leave it out to keep all.',
  )
  return { c, ngrams: [ngrams[0], ngrams[1]], minimumDocumentFrequency, maximumFeatures }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function isNgramRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [shortest, longest]: unknown[] = value
  return isCount(shortest) && isCount(longest) && shortest <= longest && longest <= 10
}

function check(option: string, value: unknown, valid: boolean, wanted: string, fix: string): void {
  if (!valid) throw optionError(option, value, wanted, fix)
}

function optionError(option: string, value: unknown, wanted: string, fix: string): GraftError {
  const what = `${option} must be ${wanted}, but it is ${describeValue(value)}.`
  return new GraftError('invalid-option', { what, where: option, fix, details: { option } })
}
