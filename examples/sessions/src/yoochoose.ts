import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readInteractions, type Split } from '@graftjs/recommend'

const shared = process.env['GRAFT_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const folder = join(shared, 'data/yoochoose-100k')

/** Clicks of a real shop as session-rec parts them, where they lie beside the checkout. RecSys Challenge 2015. */
export async function readYoochoose(): Promise<Split<string, string> | undefined> {
  if (!existsSync(folder)) return undefined
  const read = (part: string) =>
    readInteractions(join(folder, `yoochoose-clicks-100k_${part}.txt`), {
      format: 'tsv',
      user: 'SessionId',
      item: 'ItemId',
      time: 'Time',
    })
  return {
    train: await read('train_full'),
    test: await read('test'),
    how: 'As session-rec parts it.',
    warnings: [],
  }
}
