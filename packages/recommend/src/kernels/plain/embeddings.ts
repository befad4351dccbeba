import { RandomKey } from '@graftjs/base'
import type { Kernels } from '../kernels'
import { logistic } from './logistic'
import { below, columnsOf, drawPlace, rowOfEntry } from './sampling'
import { addScaled, dot } from './vectors'
import { floatAt, intAt, rowAt, type Views } from './views'

const { fround } = Math

export const drawSamples =
  (views: Views): Kernels['drawSamples'] =>
  (_scratch, first, last, start, key0, key1, offsets, columns, entries, _guides, ...rest) => {
    const [borders, aliases, items, tries, samples] = rest
    const key = RandomKey.fromWords(key0, key1)
    const blocks = Math.floor((tries + 4) / 4)
    for (let sample = first; sample < last; sample++) {
      const [word, ...others] = key.words(4 * blocks, (start + sample) * blocks)
      const entry = below(word!, entries)
      const places = others.slice(0, tries).map((draw) => drawPlace(views, draw, borders, aliases, items))
      const drawn = [rowOfEntry(views, entry, offsets), intAt(views, columns, entry), ...places]
      views.ints.set(drawn, samples / 4 + sample * (tries + 2))
    }
  }

/** The features of users or of items: which rows have which, and what is learnt of them. */
interface Side {
  readonly offsets: number
  readonly columns: number
  readonly values: number
  readonly features: number
  readonly squares: number
  /** Where a sum of features has its 1. */
  readonly one: number
}

const LOGISTIC = 0
const WARP = 2

export const learnEmbeddings =
  (views: Views): Kernels['learnEmbeddings'] =>
  (_scratch, first, last, loss, samples, tries, strengths, offsets, columns, _marks, ...rest) => {
    const [userOffsets, userColumns, userValues, itemOffsets, itemColumns, itemValues, ...more] = rest
    const [users, userSquares, items, itemSquares, depth, width, rate, regularization] = more
    const ofUsers: Side = {
      offsets: userOffsets,
      columns: userColumns,
      values: userValues,
      features: users,
      squares: userSquares,
      one: depth + 1,
    }
    const ofItems: Side = {
      offsets: itemOffsets,
      columns: itemColumns,
      values: itemValues,
      features: items,
      squares: itemSquares,
      one: depth,
    }
    const rates = { rate: fround(rate), regularization: fround(regularization) }
    const represent = (side: Side, row: number): Float32Array => {
      const sum = new Float32Array(width)
      for (const { column, value } of featuresOf(views, side, row)) {
        addScaled(sum, rowAt(views, side.features, column, width), value)
      }
      sum[side.one] = 1
      return sum
    }
    const move = (side: Side, row: number, slope: Float32Array): void => {
      slope[side.one] = 0
      for (const feature of featuresOf(views, side, row)) step(views, side, feature, slope, rates)
    }
    for (let task = first; task < last; task++) {
      const [u, i, ...others] = views.ints.subarray(
        samples / 4 + task * (tries + 2),
        samples / 4 + (task + 1) * (tries + 2),
      )
      const own = columnsOf(views, u!, offsets, columns)
      let user = represent(ofUsers, u!)
      const item = i! >= 0 ? represent(ofItems, i!) : undefined
      const score = item ? dot(user, item) : 0
      if (loss === LOGISTIC && item) {
        const error = -fround(logistic(score))
        move(ofUsers, u!, scaled(item, error))
        move(ofItems, i!, scaled(user, error))
        user = represent(ofUsers, u!)
      }
      const attempt = others.findIndex((candidate) => {
        if (candidate < 0 || own.has(candidate)) return false
        return loss !== WARP || dot(user, represent(ofItems, candidate)) > fround(score - 1)
      })
      if (attempt < 0) continue
      const found = others[attempt]!
      const other = represent(ofItems, found)
      const otherScore = dot(user, other)
      if (loss === LOGISTIC || !item) {
        const error = fround(logistic(-otherScore))
        move(ofUsers, u!, scaled(other, error))
        move(ofItems, found, scaled(user, error))
        continue
      }
      const strength =
        loss === WARP ? floatAt(views, strengths, attempt) : fround(logistic(fround(score - otherScore)))
      const apart = other.map((value, d) => value - item[d]!)
      move(ofItems, i!, scaled(user, -strength))
      move(ofItems, found, scaled(user, strength))
      move(ofUsers, u!, scaled(apart, strength))
    }
  }

const scaled = (row: Float32Array, factor: number): Float32Array => row.map((value) => factor * value)

interface Feature {
  readonly column: number
  readonly value: number
}

const featuresOf = (views: Views, { offsets, columns, values }: Side, row: number): Feature[] => {
  const [from, to] = [intAt(views, offsets, row), intAt(views, offsets, row + 1)]
  return Array.from({ length: to - from }, (_, at) => ({
    column: intAt(views, columns, from + at),
    value: floatAt(views, values, from + at),
  }))
}

/** Moves a feature against a slope, each number by rate ÷ √(sum of its squared slopes). */
function step(
  views: Views,
  side: Side,
  { column, value }: Feature,
  slope: Float32Array,
  { rate, regularization }: { readonly rate: number; readonly regularization: number },
): void {
  const feature = rowAt(views, side.features, column, slope.length)
  const squares = rowAt(views, side.squares, column, slope.length)
  slope.forEach((each, d) => {
    const own = fround(value * each)
    const local = fround(rate / fround(Math.sqrt(squares[d]!)))
    const moved = fround(feature[d]! - fround(local * own))
    feature[d] = moved * fround(1 - fround(local * regularization))
    squares[d]! += fround(own * own)
  })
}
