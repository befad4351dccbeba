import { RandomKey } from '@graftjs/base'
import { expect, it } from 'vitest'
import '../methods'
import { ones } from '../tensor/create'
import { referenceEngine } from '../testing'
import { compile } from '../transform/compile'
import { ChannelDropout, Dropout } from './dropout'
import { ForwardContext, inference } from './forward-context'

const engine = referenceEngine()
const key = RandomKey.from(4)

it('zeroes a share of the elements in training and keeps the mean', async () => {
  const x = ones([100, 100])
  const dropped = await compile(() => new Dropout(0.25).forward(x, new ForwardContext(key)), { engine })()
  const data = Float64Array.from(await dropped.data(), Number)
  const kept = data.filter((value) => value !== 0)
  // Four standard errors of a share of 10,000 draws.
  expect(Math.abs(kept.length / data.length - 0.75)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 10_000))
  expect(Math.abs(kept[0]! - 4 / 3)).toBeLessThan(1e-4)
  expect(new Set(kept).size).toBe(1)
  expect(new Dropout(0.25).forward(x, inference())).toBe(x)
})

it('zeroes whole channels, each example its own', async () => {
  const x = ones([8, 16, 3, 2])
  const dropped = await compile(() => new ChannelDropout(0.5).forward(x, new ForwardContext(key)), {
    engine,
  })()
  const channels = (await dropped.array()) as number[][][][]
  const patterns = channels.map((example) =>
    example.map((channel) => {
      const values = new Set(channel.flat())
      expect(values.size).toBe(1)
      return [...values][0]
    }),
  )
  expect(new Set(patterns.flat())).toEqual(new Set([0, 2]))
  expect(new Set(patterns.map((pattern) => pattern.join())).size).toBeGreaterThan(1)
})

it('refuses rates that are no share', () => {
  expect(() => new Dropout(1)).toThrow(/Dropout: rate is 1/)
  expect(() => new ChannelDropout(-0.1)).toThrow(/ChannelDropout: rate is -0.1/)
})
