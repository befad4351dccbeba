import { ImageEmbedder } from '@graftjs/vision'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Emoji, emojiOf, render, type Vendor } from './emoji'
import { pageOf } from './page'
import { type Album, albumOf, type Drawing, type Found, namesakesWithin, namesOf, search } from './search'

/** Some that a network can hardly mistake for each other. */
const names = ['airplane', 'cat-face', 'hot-dog', 'pizza', 'strawberry', 'sunflower', 'tornado', 'cactus']

const drawingsOf = async (vendor: Vendor): Promise<Drawing[]> => {
  const chosen = (await emojiOf(vendor)).filter(({ name }) => names.includes(name))
  return Promise.all(chosen.map(async (emoji: Emoji) => ({ ...emoji, png: await render(emoji, 96) })))
}

describe('the search of emoji', () => {
  let embedder: ImageEmbedder
  let album: Album
  let found: Found[]
  beforeAll(async () => {
    embedder = await ImageEmbedder.open('EfficientNet-Lite0', { device: 'cpu', size: 96 })
    album = await albumOf(embedder, await drawingsOf('noto'))
    found = await search(embedder, album, await drawingsOf('fluent'))
  })
  afterAll(() => embedder.close())

  it('has both vendors drawing the same things', async () => {
    expect(album.drawings.map(({ name }) => name)).toEqual(names.toSorted())
    expect(found.map(({ query }) => query.name)).toEqual(names.toSorted())
    expect((await emojiOf('noto')).length).toBeGreaterThan(400)
  })

  it("finds most things in the other vendor's drawings", () => {
    expect(namesakesWithin(found, 1)).toBeGreaterThanOrEqual(0.6)
    expect(namesakesWithin(found, 5)).toBeGreaterThanOrEqual(0.85)
    for (const { matches } of found) expect(matches).toHaveLength(5)
  })

  it('names a few, and how many more there are', () => {
    expect(namesOf(album, album.pictures.members, 2)).toBe('airplane, cactus and 6 more')
    expect(namesOf(album, album.pictures.members.slice(0, 1))).toBe('airplane')
  })

  it('shows what it found on one page', () => {
    const page = pageOf(found, 'Emoji')
    for (const name of names) expect(page).toContain(`alt="${name}"`)
    expect(page).not.toContain('http')
  })
})
