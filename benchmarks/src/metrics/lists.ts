import { RandomKey } from '@graftjs/base'

const userCount = 100_000
export const listLength = 100
const relevantCount = 10
const catalogue = 20_000

/** Recommendations to many users, and what was right for each. */
export interface Lists {
  /** Item numbers, `listLength` a user, best first. */
  readonly ranked: Int32Array
  /** Item numbers, `relevantCount` a user, and how right each is: 1, 2 or 3. */
  readonly relevant: Int32Array
  readonly grades: Uint8Array
}

export function makeLists(users = userCount): Lists {
  const ranked = new Int32Array(users * listLength)
  const relevant = new Int32Array(users * relevantCount)
  const grades = new Uint8Array(users * relevantCount)
  const key = RandomKey.from(8)
  for (let user = 0; user < users; user++) {
    const words = key.fold(user).words(2 * relevantCount + 2)
    const first = words[0]! % catalogue
    const step = 1 + 2 * (words[1]! % 50)
    for (let rank = 0; rank < listLength; rank++) {
      ranked[user * listLength + rank] = (first + rank * step) % catalogue
    }
    for (let at = 0; at < relevantCount; at++) {
      // Four of ten are listed, in steps down the list; the others are beyond the catalogue.
      const listed = words[2 + 2 * at]! % 10 < 4
      const place = user * relevantCount + at
      relevant[place] = listed ? ranked[user * listLength + 7 * at]! : catalogue + at
      grades[place] = 1 + (words[3 + 2 * at]! % 3)
    }
  }
  return { ranked, relevant, grades }
}

/** The same as our measures take them: a list and a map from item to grade for each user. */
export function asUsers({ ranked, relevant, grades }: Lists) {
  const users = ranked.length / listLength
  return {
    ranked: Array.from({ length: users }, (_, user) =>
      ranked.subarray(user * listLength, (user + 1) * listLength),
    ),
    relevant: Array.from({ length: users }, (_, user) => {
      const map = new Map<number, number>()
      for (let at = user * relevantCount; at < (user + 1) * relevantCount; at++) {
        map.set(relevant[at]!, grades[at]!)
      }
      return map
    }),
  }
}
