import { optionError } from '@graftjs/classifier'
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
export function resolveSettings({
  c = 10,
  ngrams = [1, 2],
  minimumDocumentFrequency = 1,
  maximumFeatures = null,
}: Partial<LinearSettings>): LinearSettings {
  const isShare = minimumDocumentFrequency > 0 && minimumDocumentFrequency < 1
  if (!(c > 0 && Number.isFinite(c))) throw optionError('c', c, 'a number above 0')
  if (!isNgramRange(ngrams))
    throw optionError('ngrams', ngrams, 'the shortest and the longest run of words, 1 to 10, as in [1, 2]')
  if (!isShare && !isCount(minimumDocumentFrequency)) {
    const allowed = 'a whole number of texts or a share of them between 0 and 1'
    throw optionError('minimumDocumentFrequency', minimumDocumentFrequency, allowed)
  }
  if (maximumFeatures !== null && !isCount(maximumFeatures))
    throw optionError(
      'maximumFeatures',
      maximumFeatures,
      'a whole number above 0, or leave it out to keep all',
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
