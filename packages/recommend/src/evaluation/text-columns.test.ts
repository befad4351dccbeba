import { expect, it } from 'vitest'
import { columnsText, wrapped } from './text-columns'

const names = { title: 'model', cells: ['a', 'longest'] }
const [one, two, three] = ['first', 'second', 'third'].map((title) => ({ title, cells: ['0.1', '10.25'] }))

it('puts all columns beside each other where they fit', () => {
  expect(columnsText(names, [[one!], [two!]], 80)).toBe(
    [
      'model    first  second',
      '──────────────────────',
      'a          0.1     0.1',
      'longest  10.25   10.25',
    ].join('\n'),
  )
})

it('puts groups, and what still is too wide, below each other', () => {
  const heads = (width: number) =>
    columnsText(names, [[one!, two!], [three!]], width)
      .split('\n')
      .filter((line) => line.startsWith('model'))
  expect(heads(29)).toEqual(['model    first  second  third'])
  expect(heads(28)).toEqual(['model    first  second', 'model    third'])
  expect(heads(21)).toEqual(['model    first', 'model    second', 'model    third'])
  expect(heads(1).length).toBe(3)
})

it('breaks paragraphs at spaces', () => {
  expect(wrapped('one two three four', 9)).toBe('one two\n  three\n  four')
  expect(wrapped('incomprehensibilities all', 9)).toBe('incomprehensibilities\n  all')
  expect(wrapped('', 9)).toBe('')
})
