import { describe, expect, it } from 'vitest'
import widths from './fixtures/widths.json'
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from './width'

describe('displayWidth', () => {
  it.each(widths)('takes $width columns for $text, as wcwidth says', ({ text, width }) => {
    expect(displayWidth(text)).toBe(width)
  })
})

describe('cutToWidth', () => {
  it('never splits a character and never exceeds the width', () => {
    expect(cutToWidth('客户服务投诉', 6)).toBe('客户…')
    expect(cutToWidth('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 5)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…')
    expect(cutToWidth('short', 5)).toBe('short')
    expect(cutToWidth('anything', 0)).toBe('')
  })
})

describe('padToWidth and wrapToWidth', () => {
  it('count columns, not characters', () => {
    expect(padToWidth('客户', 6)).toBe('客户  ')
    expect(padToWidth('客户', 6, 'right')).toBe('  客户')
    expect(wrapToWidth('客户 服务 投诉', 9)).toBe('客户 服务\n投诉')
  })
})
