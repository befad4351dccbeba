import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Table } from '../table'
import { hostileNames } from '../testing/hostile'
import { tableText } from './table'
import { displayWidth } from './width'

const table: Table = {
  columns: [
    { title: 'model' },
    { title: 'F1', kind: 'estimate' },
    { title: 'rows', kind: 'number' },
    { title: 'seconds', kind: 'number', optional: true },
  ],
  rows: [
    ['MiniLM, fine-tuned', '0.973 [0.962, 0.981]', '1,200', '7.4'],
    ['线性模型 🙂', '0.951', '9', null],
  ],
}

describe('tableText', () => {
  it('aligns columns, wide characters included', () => {
    expect(tableText(table)).toBe(
      [
        'model               F1                     rows  seconds',
        '────────────────────────────────────────────────────────',
        'MiniLM, fine-tuned  0.973 [0.962, 0.981]  1,200      7.4',
        '线性模型 🙂         0.951                     9        –',
      ].join('\n'),
    )
  })

  it('drops optional columns, then cuts text, and never a number', () => {
    expect(tableText(table, { width: 42 })).toBe(
      [
        'model          F1                     rows',
        '──────────────────────────────────────────',
        'MiniLM, fine…  0.973 [0.962, 0.981]  1,200',
        '线性模型 🙂    0.951                     9',
      ].join('\n'),
    )
  })

  it('colours only when asked', () => {
    const coloured = tableText({ ...table, note: 'a note', rules: [1] }, { colour: true })
    expect(coloured).toContain('\u001b[')
    expect(stripVTControlCharacters(coloured)).toBe(tableText({ ...table, note: 'a note', rules: [1] }))
  })

  it('lets no cell move the cursor or break its line', () => {
    const text = tableText(
      {
        columns: [{ title: 'name' }, { title: 'n', kind: 'number' }],
        rows: hostileNames.map((name) => [name, '1']),
      },
      { width: 60 },
    )
    expect(text.split('\n')).toHaveLength(hostileNames.length + 2)
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
    for (const line of text.split('\n').slice(2)) expect(displayWidth(line)).toBe(60)
  })
})
