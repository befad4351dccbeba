import {
  type Bleu,
  type BleuOptions,
  type Chrf,
  type ChrfOptions,
  type EntityScores,
  type EntityScoresOptions,
  type ErrorRate,
  exactMatch,
  perplexity,
  type Rouge,
  type RougeNOptions,
  type RougeOptions,
  type RougeScore,
  rougeL,
  rougeLsum,
  rougeN,
  tokenF1,
} from '../text'
import { bleuOfCounts, settingsOf as bleuSettings, countsOf, emptyCounts } from '../text/bleu'
import { bestCounts, chrfOfCounts, settingsOf as chrfSettings } from '../text/chrf'
import { entityScoresOf, tallyEntities } from '../text/entity-scores'
import { characterErrors, rateOf, wordErrors } from '../text/error-rate'
import { readTexts } from '../text/texts'
import type { Kept } from './kept'
import { fromTotals, mapped, nameOf, type StreamedMeasure, weightedMean } from './measure'

/** Some texts and what is right for each. */
export interface TextBatch {
  readonly predicted: ArrayLike<string>
  readonly references: ArrayLike<string | readonly string[]>
}

/** The true and predicted tags of some sentences. */
export interface TagBatch {
  readonly truth: ArrayLike<ArrayLike<string>>
  readonly predicted: ArrayLike<ArrayLike<string>>
}

/** Natural logarithms of the probabilities of some tokens. */
export interface TokenBatch {
  readonly logProbabilities: ArrayLike<number>
}

type Streamed<Result> = StreamedMeasure<TextBatch, Result>

/** Measures of texts, for `accumulate`. Each equals the function of its name over all texts together. */
export const textStreams = {
  bleu: (options: BleuOptions = {}): Streamed<Bleu> => {
    const settings = bleuSettings(options)
    return fromTotals(
      nameOf('bleu', options),
      (batch) => {
        const totals: Record<string, number> = {}
        for (const text of textsOf(batch)) {
          const { predictedLength, referenceLength, found, total } = countsOf(text, settings)
          count(totals, 'predicted length', predictedLength)
          count(totals, 'reference length', referenceLength)
          found.forEach((runs, order) => {
            count(totals, `found ${order}`, runs)
            count(totals, `total ${order}`, total[order]!)
          })
          count(totals, `references ${text.references.length}`, 1)
        }
        return totals
      },
      (total, kept) => {
        const counts = emptyCounts(settings.maximumOrder)
        counts.predictedLength = total('predicted length')
        counts.referenceLength = total('reference length')
        counts.found.forEach((_, order) => {
          counts.found[order] = total(`found ${order}`)
          counts.total[order] = total(`total ${order}`)
        })
        return bleuOfCounts(counts, settings, referenceCounts(kept))
      },
    )
  },
  chrf: (options: ChrfOptions = {}): Streamed<Chrf> => {
    const settings = chrfSettings(options)
    const size = 3 * (settings.characterOrder + settings.wordOrder)
    return fromTotals(
      nameOf('chrf', options),
      (batch) => {
        const totals: Record<string, number> = {}
        for (const text of textsOf(batch)) {
          bestCounts(text, settings).forEach((runs, at) => {
            count(totals, `runs ${at}`, runs)
          })
          count(totals, `references ${text.references.length}`, 1)
        }
        return totals
      },
      (total, kept) => {
        const counts = Float64Array.from({ length: size }, (_, at) => total(`runs ${at}`))
        return chrfOfCounts(counts, settings, referenceCounts(kept))
      },
    )
  },
  rougeN: (options: RougeNOptions = {}): Streamed<RougeScore> =>
    meanRouge(nameOf('rougeN', options), (batch) => rougeN(batch.predicted, batch.references, options)),
  rougeL: (options: RougeOptions = {}): Streamed<RougeScore> =>
    meanRouge(nameOf('rougeL', options), (batch) => rougeL(batch.predicted, batch.references, options)),
  rougeLsum: (options: RougeOptions = {}): Streamed<RougeScore> =>
    meanRouge(nameOf('rougeLsum', options), (batch) => rougeLsum(batch.predicted, batch.references, options)),
  exactMatch: (): Streamed<number> =>
    meanOfTexts('exactMatch', (batch) => exactMatch(batch.predicted, batch.references).mean),
  tokenF1: (): Streamed<number> =>
    meanOfTexts('tokenF1', (batch) => tokenF1(batch.predicted, batch.references).mean),
  wordErrorRate: (): Streamed<ErrorRate> => errorRate('wordErrorRate', wordErrors),
  characterErrorRate: (): Streamed<ErrorRate> => errorRate('characterErrorRate', characterErrors),
  entityScores: ({
    scheme = 'conll',
  }: EntityScoresOptions = {}): StreamedMeasure<TagBatch, EntityScores> => ({
    name: nameOf('entityScores', { scheme }),
    observe(kept, { truth, predicted }) {
      if (truth.length + predicted.length === 0) return
      for (const [type, tally] of tallyEntities(truth, predicted, scheme)) {
        kept.sum(`truth ${type}`).add(tally.truth)
        kept.sum(`predicted ${type}`).add(tally.predicted)
        kept.sum(`agreed ${type}`).add(tally.agreed)
      }
      kept.sum('sentences').add(truth.length)
    },
    read(kept) {
      const types = kept.namesAfter('truth ')
      return entityScoresOf(
        new Map(
          types.map((type) => [
            type,
            {
              truth: kept.sum(`truth ${type}`).value,
              predicted: kept.sum(`predicted ${type}`).value,
              agreed: kept.sum(`agreed ${type}`).value,
            },
          ]),
        ),
      )
    },
  }),
  perplexity: (): StreamedMeasure<TokenBatch, number> =>
    mapped(
      weightedMean('perplexity', ({ logProbabilities }) => ({
        mean: logProbabilities.length === 0 ? 0 : Math.log(perplexity(logProbabilities)),
        weight: logProbabilities.length,
      })),
      Math.exp,
    ),
} as const

function textsOf({ predicted, references }: TextBatch) {
  return isEmpty({ predicted, references }) ? [] : readTexts(predicted, references)
}

function isEmpty({ predicted, references }: TextBatch): boolean {
  return predicted.length + references.length === 0
}

function meanOfTexts(name: string, measure: (batch: TextBatch) => number): Streamed<number> {
  return weightedMean(name, (batch) => ({
    mean: isEmpty(batch) ? 0 : measure(batch),
    weight: batch.predicted.length,
  }))
}

function meanRouge(name: string, measure: (batch: TextBatch) => Rouge): Streamed<RougeScore> {
  return fromTotals(
    name,
    (batch) => {
      const texts = batch.predicted.length
      const { precision, recall, f1 } = isEmpty(batch) ? { precision: 0, recall: 0, f1: 0 } : measure(batch)
      return { texts, precision: precision * texts, recall: recall * texts, f1: f1 * texts }
    },
    (total) => {
      const mean = (name: keyof RougeScore) => total(name) / total('texts')
      return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') }
    },
  )
}

function errorRate(
  name: string,
  errorsOf: (predicted: ArrayLike<string>, references: TextBatch['references']) => Omit<ErrorRate, 'rate'>,
): Streamed<ErrorRate> {
  return fromTotals(
    name,
    (batch) =>
      isEmpty(batch) ? { errors: 0, referenceLength: 0 } : { ...errorsOf(batch.predicted, batch.references) },
    (total) => rateOf({ errors: total('errors'), referenceLength: total('referenceLength') }),
  )
}

function count(totals: Record<string, number>, name: string, added: number): void {
  totals[name] = (totals[name] ?? 0) + added
}

/** The numbers of references that texts have. */
function referenceCounts(kept: Kept): Set<number> {
  return new Set(kept.namesAfter('references ').map(Number))
}
