import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { readFixture, sha256 } from '../../testing/fixture'
import { pattern } from '../../testing/pattern'
import { mixChains } from '../aug-mix'
import { autoAugmentPolicies } from './auto-augment-policies'
import { drawBeta, drawShares } from './gamma'
import { applyStep, type PolicyOperationName } from './policy-operations'
import {
  augMixSpace,
  autoAugmentSpace,
  type PolicySpace,
  randAugmentSpace,
  trivialAugmentSpace,
} from './policy-spaces'

const fixtures = new URL('../fixtures/', import.meta.url)
const { policies, spaces } = readFixture<{
  policies: Record<string, [string, number, number | null][][]>
  spaces: Record<string, Record<string, [number[] | null, boolean]>>
}>(new URL('policies.json', fixtures))

it('the policies of AutoAugment are torchvision’s', () => {
  const found = Object.fromEntries(
    Object.entries(autoAugmentPolicies).map(([name, pairs]) => [
      name,
      pairs.map((pair) =>
        pair.map(([operation, probability, number]) => [operation, probability, number ?? null]),
      ),
    ]),
  )
  expect(found).toEqual(policies)
})

const size = { width: 31, height: 23 }
it.each<[string, PolicySpace]>([
  ['autoAugment', autoAugmentSpace(10, size)],
  ['randAugment', randAugmentSpace(31, size)],
  ['trivialAugment', trivialAugmentSpace(31)],
  ['augMix', augMixSpace(10, size)],
])('the magnitudes of %s are torchvision’s', (name, space) => {
  const found = [...space].map(([operation, { values, signed }]) => [operation, [values ?? null, signed]])
  expect(found).toEqual(Object.entries(spaces[name]!))
})

const applied = readFixture<
  {
    operation: PolicyOperationName
    magnitude: number
    resampling: 'nearest' | 'bilinear'
    seed: number
    sha256: string
  }[]
>(new URL('applied.json', fixtures))

it.each(applied)('$operation by $magnitude, $resampling, is torchvision’s', (row) => {
  const picture = pattern(31, 23, row.seed)
  const found = applyStep(picture, row, { resampling: row.resampling, fill: [120, 7, 255] })
  expect(sha256(found.pixels)).toBe(row.sha256)
})

describe('mixing', () => {
  const style = { resampling: 'bilinear', fill: [0, 0, 0] } as const
  const picture = pattern(31, 23)

  it('of chains that change nothing changes at most a level, cut off', () => {
    const chains = [0.2, 0.3].map((weight) => ({ weight, steps: [] }))
    const mixed = mixChains(picture, 0.5, chains, style)
    mixed.pixels.forEach((level, at) => {
      expect(picture.pixels[at]! - level).toBeGreaterThanOrEqual(0)
      expect(picture.pixels[at]! - level).toBeLessThanOrEqual(1)
    })
  })

  it('adds what each chain makes by its weight', () => {
    const mixed = mixChains(
      picture,
      0.25,
      [{ weight: 0.75, steps: [{ operation: 'Invert', magnitude: 0 }] }],
      style,
    )
    mixed.pixels.forEach((level, at) => {
      const wanted = 0.25 * picture.pixels[at]! + 0.75 * (255 - picture.pixels[at]!)
      expect(Math.abs(level - wanted)).toBeLessThanOrEqual(1)
    })
  })
})

describe('draws', () => {
  const moments = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length }
  }

  it.each([
    [0.2, 0.2],
    [1, 1],
    [2, 5],
  ])('of beta(%d, %d) have its mean and variance', (a, b) => {
    const key = RandomKey.from(3)
    const { mean, variance } = moments(Array.from({ length: 4000 }, (_, at) => drawBeta(a, b, key.fold(at))))
    // 4 standard errors: sd/√4000 of the mean, and at most 0.02 of the variance.
    const wanted = (a * b) / ((a + b) ** 2 * (a + b + 1))
    expect(Math.abs(mean - a / (a + b))).toBeLessThan(4 * Math.sqrt(wanted / 4000))
    expect(Math.abs(variance - wanted)).toBeLessThan(0.01)
  })

  it('of shares sum to one and are equal on average', () => {
    const key = RandomKey.from(4)
    const drawn = Array.from({ length: 2000 }, (_, at) => drawShares(3, 1, key.fold(at)))
    for (const shares of drawn) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    for (const at of [0, 1, 2]) {
      expect(Math.abs(moments(drawn.map((shares) => shares[at]!)).mean - 1 / 3)).toBeLessThan(0.025)
    }
  })
})
