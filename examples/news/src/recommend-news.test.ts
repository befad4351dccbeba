import type { Recommender } from '@graftjs/recommend'
import { beforeAll, describe, expect, it } from 'vitest'
import { addFresh, fitNews } from './recommend-news'
import { wordsOf } from './words'

let model: Recommender<string, string>
beforeAll(async () => {
  model = await fitNews()
})
const first = (user: string) => model.recommend({ user }, { n: 1, fallback: [] }).items[0]!.item

describe('news by content', () => {
  it('reads words that tell something', () => {
    expect(wordsOf('The banks announce a merger of 2 banks')).toEqual(['bank', 'announce', 'merger', 'bank'])
  })

  it('recommends what is like that which was read', () => {
    expect(first('ann')).toBe('ice-core')
    expect(['harvest', 'strike']).toContain(first('cleo'))
    expect(model.similarItems('telescope', { n: 2 }).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['rocket', 'probe']),
    )
  })

  it('recommends what nobody has read as soon as it comes in', async () => {
    await addFresh(model)
    expect(first('ben')).toBe('penalties')
    expect(first('dan')).toBe('comet')
    expect(
      model.recommend({ history: ['rates'] }, { n: 3, fallback: [] }).items.map(({ item }) => item),
    ).toContain('bonds')
  })
})
