import { RandomKey } from '@graftjs/base'
import { type Interactions, interactions } from '@graftjs/recommend'

/** Who chose what: the choices of user u are `items[offsets[u]]` … `items[offsets[u + 1] − 1]`, each once, ascending. */
export interface Choices {
  readonly users: number
  readonly itemCount: number
  readonly offsets: Int32Array
  readonly items: Int32Array
}

/**
 * How many events users and items have: a lognormal distribution around a median, from a least to a most. Of items it is
 * the weight; that nobody chooses an item twice flattens what comes of it.
 */
interface Marginal {
  readonly count: number
  readonly median: number
  readonly mean: number
  readonly least: number
  readonly most: number
}

interface Shape {
  readonly events: number
  readonly users: Marginal
  readonly items: Marginal
}

/** MovieLens-20M: 138,493 users with 20 … 9,254 events (median 68) of 26,744 films, of which half have 18 or fewer. */
const movieLens20M: Shape = {
  events: 20_000_263,
  users: { count: 138_493, median: 68, mean: 144.4, least: 20, most: 9_254 },
  items: { count: 26_744, median: 6, mean: 747.8, least: 1, most: 100_000 },
}

/** MovieLens-100k: 943 users with 20 … 737 events (median 65) of 1,682 films, of which half have 27 or fewer. */
const movieLens100k: Shape = {
  events: 100_000,
  users: { count: 943, median: 65, mean: 106, least: 20, most: 737 },
  items: { count: 1_682, median: 17, mean: 59.5, least: 1, most: 1_500 },
}

/** Choices with the marginals of MovieLens-20M, or of a share of its users. */
export const largeChoices = (share = 1): Choices => draw(shared(movieLens20M, share), 20)

/** Choices with the marginals of MovieLens-100k. */
export const smallChoices = (): Choices => draw(movieLens100k, 100)

const shared = ({ events, users, items }: Shape, share: number): Shape => ({
  events: Math.round(events * share),
  users: { ...users, count: Math.round(users.count * share) },
  items,
})

function draw({ events, users, items }: Shape, seed: number): Choices {
  const key = RandomKey.from(seed)
  const degrees = sizes(users, key.fold(1))
  const total = degrees.reduce((sum, degree) => sum + degree, 0)
  const weights = sizes(items, key.fold(2)).sort((a, b) => b - a)
  const pick = picker(weights)
  const offsets = new Int32Array(users.count + 1)
  degrees.forEach((degree, user) => {
    const own = Math.min(items.count / 2, Math.max(users.least, Math.round((degree * events) / total)))
    offsets[user + 1] = offsets[user]! + own
  })
  const chosen = new Int32Array(offsets[users.count]!)
  const lastChooser = new Int32Array(items.count).fill(-1)
  const order = key.fold(3).permutation(items.count)
  let drawn: Float64Array = new Float64Array(0)
  let [at, block] = [0, 0]
  const next = () => {
    if (at === drawn.length)
      [drawn, at] = [
        key
          .fold(4)
          .fold(block++)
          .uniform(1 << 16),
        0,
      ]
    return drawn[at++]!
  }
  for (let user = 0; user < users.count; user++) {
    for (let place = offsets[user]!; place < offsets[user + 1]!; ) {
      const item = order[pick(next(), next())]!
      if (lastChooser[item] === user) continue
      lastChooser[item] = user
      chosen[place++] = item
    }
    chosen.subarray(offsets[user], offsets[user + 1]).sort()
  }
  return { users: users.count, itemCount: items.count, offsets, items: chosen }
}

/** Lognormal numbers with the median and mean of a marginal, held between its least and most. */
function sizes({ count, median, mean, least, most }: Marginal, key: RandomKey): Float64Array {
  const [middle, average] = [median - least + 1, mean - least + 1]
  const deviation = Math.sqrt(2 * Math.log(average / middle))
  return key.normal(count).map((value) => Math.min(most, least - 1 + middle * Math.exp(deviation * value)))
}

/** Draws places by weight, in constant time (Walker's alias method). */
function picker(weights: Float64Array): (first: number, second: number) => number {
  const count = weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const share = weights.map((weight) => (weight * count) / total)
  const alias = new Int32Array(count)
  const small: number[] = []
  const large: number[] = []
  for (const [place, value] of share.entries()) (value < 1 ? small : large).push(place)
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop()!, large.at(-1)!]
    alias[low] = high
    share[high] = share[high]! + share[low]! - 1
    if (share[high]! < 1) small.push(large.pop()!)
  }
  for (const place of [...small, ...large]) share[place] = 1
  return (first, second) => {
    const place = Math.floor(first * count)
    return second < share[place]! ? place : alias[place]!
  }
}

/** A rating from 1 to 5 for each choice, by users' and items' leanings and chance. */
export function ratingsOf({ users, itemCount, offsets, items }: Choices): Float64Array {
  const key = RandomKey.from(5)
  const [ofUsers, ofItems, chance] = [
    key.fold(1).normal(users),
    key.fold(2).normal(itemCount),
    key.fold(3).normal(items.length),
  ]
  const ratings = new Float64Array(items.length)
  for (let user = 0; user < users; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      const rating = 3.5 + 0.5 * ofUsers[user]! + 0.5 * ofItems[items[at]!]! + 0.9 * chance[at]!
      ratings[at] = Math.min(5, Math.max(1, Math.round(rating)))
    }
  }
  return ratings
}

/** The choices as a log. */
export function logOf(choices: Choices, ratings?: Float64Array): Interactions<number, number> {
  return interactions(events(choices, ratings))
}

function* events({ users, offsets, items }: Choices, ratings: Float64Array | undefined) {
  const event = { user: 0, item: 0, weight: 1 } // one object, read at once
  for (let user = 0; user < users; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      event.user = user
      event.item = items[at]!
      if (ratings) event.weight = ratings[at]!
      yield event
    }
  }
}
