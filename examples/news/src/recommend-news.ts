import { contentKnn, interactions, type Recommender } from '@graftjs/recommend'
import { articles, fresh, reads } from './articles'
import { wordsOf } from './words'

const featuresOf = ({ id, text }: { readonly id: string; readonly text: string }) =>
  [id, { words: wordsOf(text) }] as const

/**
 * A model of what readers read by what the articles say. Instead of words an article may have an embedding, whoever made
 * it: `[id, Float32Array.of(…)]`; or both: `[id, { words, embedding }]`.
 */
export const fitNews = (): Promise<Recommender<string, string>> =>
  contentKnn({ historyDecay: 0.9 }).fit(interactions(reads), { itemFeatures: articles.map(featuresOf) })

/** Takes in articles that nobody has read: they can be recommended from then on. */
export async function addFresh(model: Recommender<string, string>): Promise<void> {
  await model.update(interactions<{ user: string; item: string }>([]), {
    itemFeatures: fresh.map(featuresOf),
  })
}
