import { normalCumulative, normalQuantile } from '../numeric/normal'
import type { Draws } from '../random/draws'

/** A probability density over the shares 0 … 1 of a dimension. */
export interface Density {
  at(share: number): number
  draw(random: Draws): number
}

const belowOne = 1 - 2 ** -53

/**
 * Gaussians around the observed shares, cut off at 0 and 1, and a wide one in the middle as prior. Each is as
 * wide as the distance to its farther neighbour, within limits (Bergstra et al. 2011).
 */
export function rangeDensity(shares: readonly number[]): Density {
  const centres = [...shares, 0.5].sort((a, b) => a - b)
  const least = 1 / Math.min(100, centres.length + 1)
  const priorAt = centres.indexOf(0.5)
  const kernels = centres.map((centre, at) => {
    const left = centre - (centres[at - 1] ?? 0)
    const right = (centres[at + 1] ?? 1) - centre
    const width = at === priorAt ? 1 : Math.min(1, Math.max(left, right, least))
    const from = normalCumulative(-centre / width)
    const mass = normalCumulative((1 - centre) / width) - from
    return { centre, width, from, mass }
  })
  return {
    at(share) {
      let density = 0
      for (const { centre, width, mass } of kernels) {
        density += Math.exp(-(((share - centre) / width) ** 2) / 2) / (width * mass)
      }
      return density / (kernels.length * Math.sqrt(2 * Math.PI))
    },
    draw(random) {
      const { centre, width, from, mass } = kernels[random.below(kernels.length)]!
      const share = centre + width * normalQuantile(from + random.uniform() * mass)
      return Math.min(belowOne, Math.max(0, share))
    },
  }
}

/** The observed frequency of every value, with one imagined observation spread over all. */
export function choiceDensity(shares: readonly number[], size: number): Density {
  const counts = new Float64Array(size).fill(1 / size)
  for (const share of shares) {
    const value = Math.floor(share * size)
    counts[value] = counts[value]! + 1
  }
  const total = shares.length + 1
  return {
    at: (share) => counts[Math.floor(share * size)]! / total,
    draw(random) {
      let left = random.uniform() * total
      let value = 0
      while (value < size - 1 && left >= counts[value]!) left -= counts[value++]!
      return (value + 0.5) / size
    },
  }
}
