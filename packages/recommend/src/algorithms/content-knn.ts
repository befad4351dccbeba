import { refuse } from '../input/refuse'
import { defineAlgorithm } from '../recommender/algorithm'
import { absent, type Model, type Query, type ScorePart } from '../recommender/model'
import type { NamedArrays } from '../recommender/named-arrays'
import type { TrainingData } from '../recommender/training-data'
import { realNumber, type SettingsOf } from '../settings/settings'
import type { Duplicates } from '../sparse'
import { type Content, contentOf, renewedContent, savedContent } from './content/content'
import { decayed, historyDecay } from './history/decay'
import { duplicatesToSave, mergedHistory, savedDuplicates } from './history/merged-history'

const settings = {
  /** How much words count beside embeddings, from 0 to 1; where items have only one of the two, that counts alone. */
  words: realNumber({ default: 0.5, least: 0, most: 1 }),
  historyDecay,
}

type Settings = SettingsOf<typeof settings>

/**
 * Items like those of the history by what is known of them: the cosine of their embeddings, whoever made them, and of
 * their words, rare words counting more (TF-IDF). It needs nobody to have chosen an item, so it recommends new ones.
 *
 * @example
 * const model = await contentKnn().fit(log, { itemFeatures: new Map([['news-1', embedding]]) })
 */
export const contentKnn = defineAlgorithm({
  name: 'contentKnn',
  settings,
  fit: async (data, own, context) => {
    const { items } = data.features
    if (!items) return refuseFeatureless()
    context.report({ step: 1, steps: 1 })
    return new ContentKnn(data.users, contentOf(items), data.duplicates, own)
  },
  restore: (arrays, own) => {
    const users = arrays.numbers('users', 1, 2 ** 31 - 1)[0]!
    return new ContentKnn(users, savedContent(arrays), savedDuplicates(arrays), own)
  },
})

class ContentKnn implements Model {
  readonly scale = 'order'
  readonly foldsIn = true
  readonly similarUsers = absent('it compares items by what is known of them, not users.')

  constructor(
    readonly users: number,
    private readonly content: Content,
    private readonly duplicates: Duplicates,
    private readonly own: Settings,
  ) {}

  get items(): number {
    return this.content.items
  }

  score({ history }: Query, scores: Float64Array, only?: Int32Array): void {
    const { items, weights } = this.#weighed(history)
    const profile = this.content.profile()
    items.forEach((item, at) => {
      this.content.addTo(profile, item, weights[at]!)
    })
    if (items.length > 0) this.content.score(profile, this.own.words, scores, only)
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    const profile = this.content.profile()
    this.content.addTo(profile, item, 1)
    this.content.score(profile, this.own.words, scores)
  }

  readonly explain = ({ history }: Query, item: number): readonly ScorePart[] => {
    const { items, weights, positions } = this.#weighed(history)
    return Array.from(items, (other, at): ScorePart => {
      const amount = weights[at]! * this.content.likeness(other, item, this.own.words)
      return { kind: 'history', position: positions[at]!, amount }
    })
  }

  /** New items are known as soon as their features come with an update. */
  readonly update = async (data: TrainingData): Promise<Model> =>
    new ContentKnn(
      data.users,
      renewedContent(this.content, data.features.items, data.items),
      this.duplicates,
      this.own,
    )

  arrays(): NamedArrays {
    return {
      users: { values: Int32Array.of(this.users) },
      ...this.content.arrays(),
      ...duplicatesToSave(this.duplicates),
    }
  }

  #weighed(history: Query['history']) {
    const merged = mergedHistory(history, this.duplicates)
    return { ...merged, weights: decayed(merged, this.own.historyDecay) }
  }
}

function refuseFeatureless(): never {
  return refuse('invalid-option', {
    what: 'Nothing is known of the items by which to compare them.',
    where: 'contentKnn.fit',
    fix: "Pass itemFeatures to fit, such as new Map([['tea', { kind: 'drink' }]]) or embeddings.",
  })
}
