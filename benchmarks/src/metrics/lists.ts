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

/** The same as our measures take them: for each user a list, and items with grades as views of the columns. */
export function asColumns({ ranked, relevant, grades }: Lists) {
  const part = <T>(user: number, count: number, view: (start: number, end: number) => T) =>
    view(user * count, (user + 1) * count)
  const users = Array.from({ length: ranked.length / listLength }, (_, user) => user)
  return {
    ranked: users.map((user) => part(user, listLength, (start, end) => ranked.subarray(start, end))),
    relevant: users.map((user) =>
      part(user, relevantCount, (start, end) => ({
        items: relevant.subarray(start, end),
        grades: grades.subarray(start, end),
      })),
    ),
  }
}

/** The same, with a map from item to grade for each user. */
export function asMaps(lists: Lists) {
  const { ranked, relevant } = asColumns(lists)
  return {
    ranked,
    relevant: relevant.map(
      ({ items, grades }) => new Map(Array.from(items, (item, at) => [item, grades[at]!])),
    ),
  }
}
