import { writeFile } from 'node:fs/promises'
import { ImageEmbedder } from '@graftjs/vision'
import { emojiOf, render, type Vendor } from './emoji'
import { pageOf } from './page'
import { albumOf, type Drawing, namesakesWithin, namesOf, search } from './search'

/** Queries that are printed; the page has all. */
const shown = new Set([
  'cat-face',
  'penguin',
  'pizza',
  'strawberry',
  'airplane',
  'volcano',
  'sunflower',
  'hot-dog',
])
const file = process.argv[2] ?? 'image-search.html'
const drawingsOf = async (vendor: Vendor): Promise<Drawing[]> =>
  Promise.all((await emojiOf(vendor)).map(async (emoji) => ({ ...emoji, png: await render(emoji) })))

const embedder = await ImageEmbedder.open('EfficientNet-Lite0', { size: 128 })
console.log(`${embedder.model} on ${embedder.device}: ${embedder.dimensions} numbers a picture`)

const album = await albumOf(embedder, await drawingsOf('noto'))
console.log(`\n${album.pictures.size} drawings by Google, searched by drawings of Microsoft:`)
const names = new Set(album.drawings.map(({ name }) => name))
const queries = (await drawingsOf('fluent')).filter(({ name }) => names.has(name))
const found = await search(embedder, album, queries)
for (const { query, matches } of found.filter(({ query }) => shown.has(query.name))) {
  const list = matches.map(({ drawing, similarity }) => `${drawing.name} ${similarity.toFixed(2)}`)
  console.log(`  ${query.name.padEnd(12)} ${list.join(', ')}`)
}
const share = (k: number) => `${(100 * namesakesWithin(found, k)).toFixed(0)} %`
console.log(
  `Of ${queries.length}, the drawing of the same name is first for ${share(1)}, among five for ${share(5)}.`,
)

const groups = await album.pictures.nearDuplicates()
console.log(`\nNearly the same (${groups.length} groups):`)
for (const { pictures, pairs } of groups.slice(0, 6)) {
  const [closest] = pairs
  const figures = `cosine ${closest?.similarity.toFixed(2)}, ${closest?.hashBits} bits`
  console.log(`  ${namesOf(album, pictures)} (${figures})`)
}

const chosen = await album.pictures.cluster()
const { clusters } = await album.pictures.cluster({ k: 12 })
console.log(
  `\nBest apart in ${chosen.clusters.length} clusters (silhouette ${chosen.silhouette.toFixed(2)}); in 12, with the most typical of each:`,
)
for (const { pictures } of clusters) {
  console.log(`  ${String(pictures.length).padStart(3)}: ${namesOf(album, pictures)}`)
}

const odd = await album.pictures.outliers()
console.log(`\nUnlike all others: ${namesOf(album, odd, 8) || 'none'}`)

await writeFile(file, pageOf(found, 'Emoji by one vendor, found by those of another'))
console.log(`\nLook at ${file}.`)
await embedder.close()
