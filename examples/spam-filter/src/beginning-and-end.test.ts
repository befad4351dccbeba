import { expect, it } from 'vitest'
import { beginningAndEnd } from './beginning-and-end'

it('keeps the first and the last words of a long text, and a short one as it is', () => {
  expect(beginningAndEnd('a b\nc d e f g', { words: 4, end: 1 })).toBe('a b c g')
  expect(beginningAndEnd('a b\nc d', { words: 4, end: 1 })).toBe('a b\nc d')
})
