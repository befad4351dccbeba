import type { Kernels } from '../kernels'
import { floatAt, intAt, type Views } from './views'

/** The side of a tile, and its numbers. */
const SIDE = 64
const TILE = SIDE * SIDE

/** Tile (i, j), j ≤ i, of the lower half of a symmetric matrix. */
const tileAt = ({ doubles }: Views, matrix: number, i: number, j: number): Float64Array => {
  const at = matrix / 8 + ((i * (i + 1)) / 2 + j) * TILE
  return doubles.subarray(at, at + TILE)
}

/** Tile `place` of some that lie one after the other. */
const tileOf = ({ doubles }: Views, address: number, place: number): Float64Array =>
  doubles.subarray(address / 8 + place * TILE, address / 8 + (place + 1) * TILE)

export const addProducts =
  (views: Views): Kernels['addProducts'] =>
  (_scratch, first, last, offsets, columns, values, acrossOffsets, acrossRows, acrossValues, matrix) => {
    for (let row = first; row < last; row++) {
      for (let entry = intAt(views, offsets, row); entry < intAt(views, offsets, row + 1); entry++) {
        const column = intAt(views, columns, entry)
        const end = intAt(views, acrossOffsets, column + 1)
        for (let at = intAt(views, acrossOffsets, column); at < end; at++) {
          const other = intAt(views, acrossRows, at)
          if (other > row) continue
          const tile = tileAt(views, matrix, Math.floor(row / SIDE), Math.floor(other / SIDE))
          const product = floatAt(views, values, entry) * floatAt(views, acrossValues, at)
          tile[(row % SIDE) * SIDE + (other % SIDE)]! += product
        }
      }
    }
  }

export const sweepPivot =
  (views: Views): Kernels['sweepPivot'] =>
  (_scratch, _first, _last, matrix, block, pivot) => {
    const inverse = tileOf(views, pivot, 0)
    inverse.set(symmetric(tileAt(views, matrix, block, block)))
    for (let k = 0; k < SIDE; k++) {
      const own = inverse.subarray(k * SIDE, (k + 1) * SIDE)
      const factor = 1 / own[k]!
      own[k] = 1
      own.forEach((value, j) => {
        own[j] = value * factor
      })
      for (let i = 0; i < SIDE; i++) {
        if (i === k) continue
        const row = inverse.subarray(i * SIDE, (i + 1) * SIDE)
        const times = row[k]!
        row[k] = 0
        row.forEach((value, j) => {
          row[j] = value - times * own[j]!
        })
      }
    }
  }

export const sweepColumns =
  (views: Views): Kernels['sweepColumns'] =>
  (_scratch, first, last, matrix, block, pivot, kept, products) => {
    const inverse = tileOf(views, pivot, 0)
    for (let i = first; i < last; i++) {
      const tile = i >= block ? tileAt(views, matrix, i, block) : tileAt(views, matrix, block, i)
      if (i === block) {
        tile.set(inverse.map((value) => -value))
        continue
      }
      const across = tileOf(views, kept, i)
      across.set(i < block ? tile : transposed(tile))
      const product = tileOf(views, products, i)
      product.set(productOf(transposed(across), inverse))
      tile.set(i > block ? product : transposed(product))
    }
  }

export const sweepTiles =
  (views: Views): Kernels['sweepTiles'] =>
  (_scratch, first, last, matrix, block, kept, products) => {
    for (let i = 0, task = 0; task < last; i++) {
      for (let j = 0; j <= i; j++, task++) {
        if (task < first || task >= last || i === block || j === block) continue
        const tile = tileAt(views, matrix, i, j)
        const product = productOf(tileOf(views, products, i), tileOf(views, kept, j))
        product.forEach((value, at) => {
          tile[at]! -= value
        })
      }
    }
  }

function productOf(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(TILE)
  for (let i = 0; i < SIDE; i++) {
    for (let k = 0; k < SIDE; k++) {
      for (let j = 0; j < SIDE; j++) product[i * SIDE + j]! += a[i * SIDE + k]! * b[k * SIDE + j]!
    }
  }
  return product
}

const transposed = (tile: Float64Array): Float64Array =>
  tile.map((_, at) => tile[(at % SIDE) * SIDE + Math.floor(at / SIDE)]!)

/** A tile whose upper half is its lower one. */
const symmetric = (tile: Float64Array): Float64Array => {
  const across = transposed(tile)
  return tile.map((value, at) => (at % SIDE <= Math.floor(at / SIDE) ? value : across[at]!))
}
