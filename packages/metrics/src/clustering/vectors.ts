import { refuse, refuseOption, shown } from '../input/refuse'
import { asMatrix, type FlatMatrix, firstOf, type ScoreMatrix } from '../input/score-matrix'

/** One vector per row: an array of rows, or all values flat, row after row, with `dimensions`. */
export type Vectors = ScoreMatrix

export interface VectorOptions {
  /** The length of a vector, where they are given flat. */
  readonly dimensions?: number
}

export function asVectors(
  vectors: Vectors,
  rows: number,
  { dimensions }: VectorOptions,
  name = 'vectors',
  rowsOf = 'clusters',
): FlatMatrix {
  const columns = firstOf(vectors, name)?.length ?? dimensions
  if (columns === undefined || !Number.isInteger(columns) || columns < 1) {
    refuse({
      what: `The vectors are flat and dimensions is ${shown(dimensions)}.`,
      where: 'dimensions',
      fix: 'Pass an array of rows, or the length of a vector.',
      code: 'invalid-option',
    })
  }
  return asMatrix(vectors, rows, columns, name, rowsOf)
}

/** How many vectors there are. */
export function countVectors(vectors: Vectors, { dimensions }: VectorOptions): number {
  const flat = firstOf(vectors, 'vectors') === undefined
  return flat ? vectors.length / (dimensions ?? vectors.length) : vectors.length
}

export type VectorDistance = 'euclidean' | 'cosine'

/** The distance between two rows, prepared once for all pairs. */
export function distanceBetween(
  { values, rows, columns }: FlatMatrix,
  distance: VectorDistance,
): (first: number, second: number) => number {
  if (distance === 'euclidean') {
    return (first, second) => {
      let sum = 0
      for (let at = 0; at < columns; at++) {
        sum += (values[first * columns + at]! - values[second * columns + at]!) ** 2
      }
      return Math.sqrt(sum)
    }
  }
  if (distance === 'cosine') {
    const units = unitRows({ values, rows, columns })
    return (first, second) => {
      let dot = 0
      for (let at = 0; at < columns; at++) dot += units[first * columns + at]! * units[second * columns + at]!
      return Math.max(0, 1 - dot)
    }
  }
  return refuseOption(distance, 'distance', "Pass 'euclidean' or 'cosine'.")
}

function unitRows({ values, rows, columns }: FlatMatrix): Float64Array {
  const units = Float64Array.from(values)
  for (let row = 0; row < rows; row++) {
    let squares = 0
    for (let at = 0; at < columns; at++) squares += units[row * columns + at]! ** 2
    if (squares === 0) {
      refuse({
        what: `Vector ${row} is all zeros, which has no direction.`,
        where: `vectors[${row}]`,
        fix: "Leave it out, or use distance: 'euclidean'.",
        row,
      })
    }
    const length = Math.sqrt(squares)
    for (let at = 0; at < columns; at++) units[row * columns + at]! /= length
  }
  return units
}
