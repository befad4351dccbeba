import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Interactions, readFeatures, readInteractions } from '@graftjs/recommend'

const shared = process.env['GRAFT_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const folder = join(shared, 'data/ml-100k')

/** MovieLens 100k, where it lies beside the checkout. Harper and Konstan, "The MovieLens datasets" (2015). */
export async function readMovieLens(): Promise<
  { readonly log: Interactions<string, string>; readonly titleOf: (film: string) => string } | undefined
> {
  if (!existsSync(folder)) return undefined
  const log = await readInteractions(join(folder, 'ml-100k.inter'), {
    user: 'user_id',
    item: 'item_id',
    time: 'timestamp',
    weight: 'rating',
  })
  const films = await readFeatures(join(folder, 'ml-100k.item'), {
    features: { movie_title: 'categorical', release_year: 'categorical' },
  })
  const titleOf = (film: string) => {
    const { movie_title: title, release_year: year } = films.get(film) ?? {}
    return title ? `${title} (${year})` : film
  }
  return { log, titleOf }
}
