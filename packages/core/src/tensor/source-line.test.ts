import { describe, expect, it } from 'vitest'
import { callerLine, firstForeignLine } from './source-line'

const stack = (...frames: string[]) => ['Error', ...frames.map((frame) => `    at ${frame}`)].join('\n')

describe("the line of the user's source", () => {
  it('is the line of the call', () => {
    expect(callerLine()).toMatch(/^source-line\.test\.ts:8:\d+$/)
  })

  it('is found below more frames than V8 keeps', () => {
    const down = (depth: number): string | undefined =>
      depth === 0 ? callerLine() : [0].map(() => down(depth - 1))[0]
    expect(down(40)).toMatch(/^source-line\.test\.ts/)
    expect(Error.stackTraceLimit).toBeLessThan(200)
  })

  it('is outside the packages of a checkout, but may be in its tests and fixtures, or in the packages of another one', () => {
    const top = 'callerLine (/home/a/graft/packages/core/src/tensor/source-line.ts:4:1)'
    const inside = 'BertModel.forward (/home/a/graft/packages/text/src/bert/bert.ts:80:12)'
    expect(firstForeignLine(stack(top, inside, '/home/a/graft/examples/spam/src/main.ts:3:5'))).toBe(
      'main.ts:3:5',
    )
    const app = 'train (/home/a/shop/packages/core/src/train.ts:9:3)'
    expect(firstForeignLine(stack(top, inside, app))).toBe('train.ts:9:3')
    const fixture = 'wrong (/home/a/graft/packages/onnx/src/mistakes/fixtures/shapes.ts:9:3)'
    expect(firstForeignLine(stack(top, inside, fixture))).toBe('shapes.ts:9:3')
    const url = 'file:///home/a/shop/packages/jobs/src/job.mjs:2:1'
    expect(firstForeignLine(stack(top, inside, url))).toBe('job.mjs:2:1')
  })

  it('is outside installed packages', () => {
    const top = 'x (file:///app/node_modules/@graftjs/core/dist/chunk-ABC.js:4:1)'
    const pnpm =
      'y (/app/node_modules/.pnpm/@graftjs+text@1.0.0/node_modules/@graftjs/text/dist/index.cjs:1:1)'
    expect(firstForeignLine(stack(top, pnpm, 'async main (C:\\app\\src\\main.ts:7:2)'))).toBe('main.ts:7:2')
    expect(firstForeignLine(stack(top, pnpm, 'node:internal/process/task_queues:95:5'))).toBeUndefined()
  })
})
