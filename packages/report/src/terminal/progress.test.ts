import { stripVTControlCharacters } from 'node:util'
import type { Progress } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { wantsColour } from './colour'
import { progressBar } from './progress'
import { displayWidth } from './width'

function recorder(isTTY: boolean, columns = 80) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => written.push(text), hasColors: () => true }
}

const columnsOf = (text: string) => displayWidth(stripVTControlCharacters(text))

const step = (step: number, more: Partial<Progress> = {}): Progress => ({
  phase: 'train',
  step,
  steps: 90,
  epoch: Math.min(3, 1 + Math.floor(step / 30)),
  epochs: 3,
  loss: 0.4123 / (1 + step),
  examplesPerSecond: 24.13,
  secondsLeft: (90 - step) * 0.7,
  ...more,
})

describe('progressBar on a terminal', () => {
  it('redraws one line in place, no more than every 80 ms, and leaves it complete', () => {
    let clock = 0
    const stream = recorder(true)
    const bar = progressBar({ stream, now: () => clock, colour: false })
    for (let at = 0; at <= 90; at += 1, clock += 20) bar.update(step(at))
    bar.finish()
    bar.finish()
    expect(stream.written.length).toBeLessThan(30)
    expect(stream.written.filter((text) => text.includes('\n'))).toEqual(['\n'])
    for (const text of stream.written.slice(0, -1)) {
      expect(text.startsWith('\r\u001b[K')).toBe(true)
      expect(columnsOf(text)).toBeLessThan(80)
    }
    expect(stream.written.at(-2)).toBe(
      '\r\u001b[Ktraining    ━━━━━━━━━━━━━━━━  90/90  epoch 3/3  loss 0.00453  24.1/s',
    )
    expect(stream.written[1]).toContain(' s left')
  })

  it.each([20, 40, 60, 100])('fits %i columns', (columns) => {
    const stream = recorder(true, columns)
    const bar = progressBar({ stream, now: () => 0, colour: false })
    bar.update(step(12))
    expect(columnsOf(stream.written[0] ?? '')).toBeLessThan(columns)
    expect(stream.written[0]).toContain(columns >= 40 ? '12/90' : 'train')
  })

  it('goes on with training after a validation, without a line for each', () => {
    const stream = recorder(true)
    const bar = progressBar({ stream, now: () => 0, colour: false })
    bar.update(step(30))
    bar.update({ phase: 'validate', step: 4, steps: 4 })
    bar.update(step(31))
    bar.update(step(90))
    bar.update({ phase: 'save', step: 1, steps: 1 })
    bar.finish()
    expect(stream.written.filter((text) => text === '\n')).toHaveLength(2)
  })

  it('puts a message on a line of its own, without its control characters', () => {
    const stream = recorder(true)
    const bar = progressBar({ stream, now: () => 0, colour: false })
    bar.update(step(1, { message: 'resumed\u001b[2J from\nstep 1' }))
    expect(stream.written[0]).toBe('\r\u001b[Kresumed [2J from step 1\n')
  })
})

describe('progressBar elsewhere', () => {
  it('writes sparse plain lines, the first and the last among them', () => {
    let clock = 0
    const stream = recorder(false)
    const bar = progressBar({ stream, now: () => clock })
    for (let at = 0; at <= 90; at += 1, clock += 100) bar.update(step(at))
    for (let at = 0; at <= 2; at += 1) bar.update({ phase: 'validate', step: at, steps: 2 })
    bar.update(step(90))
    bar.finish()
    expect(stream.written).toHaveLength(12)
    expect(stream.written[0]).toBe('training 0 %   0/90  epoch 1/3  loss 0.412  24.1/s  1 min 03 s left\n')
    expect(stream.written[10]).toBe('training 100 %  90/90  epoch 3/3  loss 0.00453  24.1/s\n')
    expect(stream.written[11]).toBe('validating 100 %  2/2\n')
    expect(stream.written.join('')).not.toMatch(/(?!\n)\p{Cc}/u)
  })

  it('leaves where it stood when work ends early', () => {
    const stream = recorder(false)
    const bar = progressBar({ stream, now: () => 0 })
    bar.update(step(0))
    bar.update(step(4))
    bar.finish()
    expect(stream.written.at(-1)).toMatch(/^training 4 % {3}4\/90 /)
  })

  it('writes at least every quarter of a minute while training is slow', () => {
    let clock = 0
    const stream = recorder(false)
    const bar = progressBar({ stream, now: () => clock })
    for (let at = 0; at < 60; at += 1, clock += 1000) bar.update({ phase: 'train', step: at, steps: 100_000 })
    expect(stream.written).toHaveLength(4)
  })
})

describe('wantsColour', () => {
  it('follows NO_COLOR, FORCE_COLOR and the stream', () => {
    const terminal = { isTTY: true, hasColors: () => true }
    expect(wantsColour(terminal, {})).toBe(true)
    expect(wantsColour(terminal, { NO_COLOR: '1' })).toBe(false)
    expect(wantsColour(terminal, { NO_COLOR: '' })).toBe(true)
    expect(wantsColour({ isTTY: true, hasColors: () => false }, {})).toBe(false)
    expect(wantsColour({}, {})).toBe(false)
    expect(wantsColour({}, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true)
    expect(wantsColour(terminal, { FORCE_COLOR: '0' })).toBe(false)
  })
})
