import type { RandomKey } from '@graftjs/base'

/** What is known of a flat, in the order of a row's numbers. */
export const features = ['square metres', 'rooms', 'floor', 'kilometres to the centre'] as const

/** Flats and their rents. */
export interface Flats {
  readonly rows: readonly (readonly number[])[]
  /** In euros a month. */
  readonly rents: readonly number[]
}

/** Flats that nobody lives in: 11.5 € a square metre, 40 € a room, 8 € a floor, −25 € a kilometre, 150 €, and chance. */
export function drawFlats(count: number, key: RandomKey): Flats {
  const [size, extra, floor, distance] = features.map((_, index) => key.fold(index).uniform(count))
  const noise = key.fold(features.length).normal(count)
  const rows = Array.from({ length: count }, (_, row) => {
    const area = Math.round(25 + 100 * size![row]!)
    const rooms = Math.max(1, Math.round(area / 30 + 2 * extra![row]! - 1))
    return [area, rooms, Math.floor(6 * floor![row]!), 15 * distance![row]!]
  })
  return {
    rows,
    rents: rows.map(([area, rooms, level, far], row) => {
      const fair = 150 + 11.5 * area! + 40 * rooms! + 8 * level! - 25 * far!
      return fair + 60 * noise[row]!
    }),
  }
}
