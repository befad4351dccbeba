import { averageOfTallies } from '../classification/class-average'
import { type ClassTally, fBetaOf, precisionOf, recallOf } from '../classification/class-scores'
import { asChoice } from '../input/choice'
import { asRows, type Column, checkNotEmpty, checkSameLength } from '../input/column'
import { compareLabels } from '../input/label-index'
import { refuse, refuseValue } from '../input/refuse'
import { entitiesOf, type TagScheme, tagSchemes } from './entities'

export interface EntityScoresOptions {
  /** How tags mark entities; `conll`, the lenient reading of the CoNLL script, by default. */
  readonly scheme?: TagScheme
}

export interface EntityScore {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface EntityScores {
  /** Over all entities alike: what is usually reported. */
  readonly micro: EntityScore
  /** The plain mean over types. */
  readonly macro: EntityScore
  /** The mean over types by how many entities each has in truth. */
  readonly weighted: EntityScore
  readonly types: readonly (EntityScore & { readonly type: string; readonly support: number })[]
}

/**
 * Precision, recall and F1 of whole entities: one is right where type, beginning and end are. Equals seqeval's
 * `classification_report`, with a scheme its `mode="strict"`. Where nothing is to be divided by, 0.
 *
 * @param truth the tags of every sentence, such as `['B-PER', 'I-PER', 'O']`.
 */
export function entityScores(
  truth: Column<ArrayLike<string>>,
  predicted: Column<ArrayLike<string>>,
  { scheme = 'conll' }: EntityScoresOptions = {},
): EntityScores {
  return entityScoresOf(tallyEntities(truth, predicted, scheme))
}

/** By type of entity: how many there are, how many were found, and how many of these are right. */
export function tallyEntities(
  truth: Column<ArrayLike<string>>,
  predicted: Column<ArrayLike<string>>,
  scheme: TagScheme,
): Map<string, ClassTally> {
  asChoice(scheme, 'scheme', tagSchemes)
  const truthRows = asRows(truth, 'truth')
  const predictedRows = asRows(predicted, 'predicted')
  checkNotEmpty(truthRows, 'truth')
  checkSameLength(truthRows, 'truth', predictedRows, 'predicted')
  const tallies = new Map<string, { truth: number; predicted: number; agreed: number }>()
  const tallyOf = (type: string) => {
    const known = tallies.get(type) ?? { truth: 0, predicted: 0, agreed: 0 }
    tallies.set(type, known)
    return known
  }
  for (let row = 0; row < truthRows.length; row++) {
    const own = asTags(truthRows[row], `truth[${row}]`, row)
    const given = asTags(predictedRows[row], `predicted[${row}]`, row)
    if (own.length !== given.length) {
      refuse({
        what: `truth[${row}] has ${own.length} tags and predicted[${row}] has ${given.length}.`,
        where: `predicted[${row}]`,
        fix: 'Pass one tag per word in both.',
        row,
      })
    }
    const wanted = new Set<string>()
    for (const { type, start, end } of entitiesOf(own, scheme, `truth[${row}]`)) {
      tallyOf(type).truth++
      wanted.add(`${start} ${end} ${type}`)
    }
    for (const { type, start, end } of entitiesOf(given, scheme, `predicted[${row}]`)) {
      tallyOf(type).predicted++
      if (wanted.has(`${start} ${end} ${type}`)) tallyOf(type).agreed++
    }
  }
  return tallies
}

function asTags(sentence: ArrayLike<string> | undefined, where: string, row: number): ArrayLike<string> {
  if (typeof sentence === 'object' && sentence !== null && typeof sentence.length === 'number')
    return sentence
  const fix = "Pass the tags of a sentence as an array, such as ['B-PER', 'O']."
  return refuseValue(sentence, where, 'a sentence', fix, row)
}

export function entityScoresOf(tallies: ReadonlyMap<string, ClassTally>): EntityScores {
  const types = [...tallies].sort(([a], [b]) => compareLabels(a, b))
  const all = types.map(([, tally]) => tally)
  const averaged = (average: 'micro' | 'macro' | 'weighted'): EntityScore => ({
    precision: averageOf(all, average, precision),
    recall: averageOf(all, average, recall),
    f1: averageOf(all, average, f1),
  })
  return {
    micro: averaged('micro'),
    macro: averaged('macro'),
    weighted: averaged('weighted'),
    types: types.map(([type, tally]) => ({
      type,
      support: tally.truth,
      precision: precision(tally),
      recall: recall(tally),
      f1: f1(tally),
    })),
  }
}

const precision = (tally: ClassTally) => precisionOf(tally, 0)
const recall = (tally: ClassTally) => recallOf(tally, 0)
const f1 = (tally: ClassTally) => fBetaOf(tally, 1, 0)

function averageOf(
  tallies: readonly ClassTally[],
  average: 'micro' | 'macro' | 'weighted',
  score: (tally: ClassTally) => number,
): number {
  const supported = tallies.some(({ truth }) => truth > 0)
  // seqeval gives 0 where truth has no entity, whatever was predicted.
  return tallies.length === 0 || (average === 'weighted' && !supported)
    ? 0
    : averageOfTallies(tallies, average, score)
}
