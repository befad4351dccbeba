import { readFileSync } from 'node:fs'
import { traceGraph, valueAndGrad } from '@graftjs/core'
import { describe, expect, it } from 'vitest'
import { boxesOf } from './boxes'
import { drawGraph } from './draw'
import { layout } from './layout'
import { committedPicture } from './picture-file'
import { twoLayers } from './two-layers'

describe('the picture', () => {
  it('in the documents is what the graph is today', () => {
    expect(readFileSync(committedPicture, 'utf8')).toBe(drawGraph(twoLayers()))
  })

  it('has a box for each call, none upon another, the way forward going down and the way back going up', () => {
    const boxes = boxesOf(twoLayers())
    const places = layout(boxes)
    expect(boxes.filter(({ part }) => part === 'input').map(({ title }) => title)).toEqual(
      expect.arrayContaining(['x', 'W1', 'b1', 'W2', 'b2', 'y']),
    )
    expect(boxes.flatMap(({ gives }) => gives ?? [])).toEqual(
      expect.arrayContaining(['loss', 'dW1', 'db1', 'dW2', 'db2']),
    )
    expect(new Set([...places.values()].map(({ row, column }) => `${row} ${column}`)).size).toBe(boxes.length)
    for (const box of boxes.filter(({ part }) => part !== 'input')) {
      for (const source of box.from.filter(({ part }) => part === box.part)) {
        const step = places.get(box)!.row - places.get(source)!.row
        expect(Math.sign(step)).toBe(box.part === 'forward' ? 1 : -1)
      }
    }
  })

  it('writes what the way back takes of the way forward into the calls', () => {
    const traced = traceGraph(
      ({ x }) => {
        const { value, gradients } = valueAndGrad((given: typeof x) => given!.exp().multiply(3).sum())(x!)
        return { value, slope: gradients! }
      },
      { x: { dtype: 'float32', shape: ['rows'] } },
    )
    const titles = boxesOf(traced).map(({ title, shape }) => `${title} ${shape}`)
    expect(titles.slice(0, 4)).toEqual(['x [rows]', 'exp [rows]', 'multiply(·, 3) [rows]', 'sum []'])
    expect(titles.at(-1)).toBe('multiply(·, #1) [rows]')
  })
})
