import type { ImageEmbedder, Member, PictureCollection } from '@graftjs/vision'
import type { Emoji } from './emoji'

export interface Drawing extends Emoji {
  readonly png: Uint8Array
}

export interface Found {
  readonly query: Drawing
  /** The drawings of the collection that are most like it, nearest first. */
  readonly matches: readonly { readonly drawing: Drawing; readonly similarity: number }[]
}

/** A collection of drawings, and the drawings in its order. */
export interface Album {
  readonly drawings: readonly Drawing[]
  readonly pictures: PictureCollection<Uint8Array>
}

export async function albumOf(embedder: ImageEmbedder, drawings: readonly Drawing[]): Promise<Album> {
  return { drawings, pictures: await embedder.collect(drawings.map(({ png }) => png)) }
}

/** For each query the drawings of an album that are most like it. */
export async function search(
  embedder: ImageEmbedder,
  { drawings, pictures }: Album,
  queries: readonly Drawing[],
  k = 5,
): Promise<Found[]> {
  const vectors = await embedder.embed(queries.map(({ png }) => png))
  const found: Found[] = []
  for (const [place, query] of queries.entries()) {
    const matches = await pictures.similar(vectors[place]!, { k })
    found.push({ query, matches: matches.map((match) => ({ ...match, drawing: drawings[match.index]! })) })
  }
  return found
}

/** The share of queries whose namesake by the other vendor is among the first `k`. */
export const namesakesWithin = (found: readonly Found[], k: number): number =>
  found.filter(({ query, matches }) => matches.slice(0, k).some(({ drawing }) => drawing.name === query.name))
    .length / found.length

/** What the first of some pictures are called, and how many more there are. */
export function namesOf({ drawings }: Album, pictures: readonly Member[], count = 6): string {
  const names = pictures.slice(0, count).map(({ index }) => drawings[index]!.name)
  const more = pictures.length - names.length
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
