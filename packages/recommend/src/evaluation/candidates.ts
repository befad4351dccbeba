import { sampleCandidates } from '@graftjs/metrics'
import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { Split } from '../splits/split'
import type { Question } from './questions'

export interface Candidates<Item extends Id> {
  /** The only items to be ranked for each question. */
  readonly perQuestion: readonly (readonly Item[])[]
  /** How many others stand beside the right ones, as it stands in the measures' titles. */
  readonly name: string
  readonly warning: string
}

/** The candidates of sampled measures: the right items and some others. */
export function candidatesOf<User extends Id, Item extends Id>(
  wanted: number | ReadonlyMap<User, Iterable<Item>>,
  questions: readonly Question<User, Item>[],
  { train }: Split<User, Item>,
  seed: number,
): Candidates<Item> {
  if (typeof wanted === 'number') {
    const { candidates, warning } = sampleCandidates<Item>({
      relevant: questions.map(({ right }) => right.keys()),
      exclude: questions.map(({ past }) => past),
      items: train.items,
      negatives: wanted,
      seed,
    })
    return { perQuestion: candidates, name: `${wanted} sampled`, warning: warning.message }
  }
  const perQuestion = questions.map(({ subject, right }) => {
    const own = 'user' in subject && subject.user !== undefined ? wanted.get(subject.user) : undefined
    if (own) return [...new Set([...right.keys(), ...own])]
    const who = 'user' in subject ? shown(subject.user) : 'a history'
    return refuse('invalid-option', {
      what: `candidates has none for ${who}.`,
      where: 'candidates',
      fix: 'Give candidates for every user of the test.',
    })
  })
  return {
    perQuestion,
    name: 'given candidates',
    warning:
      'The right items were ranked among given candidates, not the whole catalogue: such figures are far higher and can order models differently (Krichene and Rendle, KDD 2020).',
  }
}
