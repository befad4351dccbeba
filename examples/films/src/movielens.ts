import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Interactions, readInteractions } from '@graftjs/recommend'

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
  const lines = (await readFile(join(folder, 'ml-100k.item'), 'utf8')).trim().split('\n').slice(1)
  const titles = new Map(
    lines.map((line) => {
      const [id = '', title = '', year = ''] = line.split('\t')
      return [id, `${title} (${year})`] as const
    }),
  )
  return { log, titleOf: (film) => titles.get(film) ?? film }
}
