import { describe, expect, it } from 'vitest'
import { confusionChart } from './confusion'

describe('confusionChart', () => {
  it('writes counts and the share of the row', () => {
    const svg = confusionChart({
      labels: ['ham', 'spam'],
      matrix: [
        [812, 7],
        [11, 1370],
      ],
    })
    const texts = [...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text)
    expect(texts).toEqual([
      'predicted',
      'true',
      'ham',
      'ham',
      'spam',
      'spam',
      '812',
      '99 %',
      '7',
      '0.9 %',
      '11',
      '0.8 %',
      '1,370',
      '99 %',
    ])
    expect(svg).toContain('2,182 of 2,200 are on the diagonal')
  })

  it('shortens long names to different ones and keeps the whole name as a tooltip', () => {
    const labels = ['A', 'B'].map((end) => `${'a name that goes on and on '.repeat(11)}${end}`)
    const svg = confusionChart({
      labels,
      matrix: [
        [3, 1],
        [2, 4],
      ],
    })
    for (const label of labels) expect(svg.split(`<title>${label}</title>`)).toHaveLength(3)
    const shown = [...svg.matchAll(/<\/title>([^<]*…[^<]*)<\/text>/g)].map(([, text]) => text ?? '')
    expect(new Set(shown).size).toBe(2)
    expect(Math.max(...shown.map((text) => text.length))).toBeLessThan(40)
  })

  it('holds twenty classes', () => {
    const labels = Array.from({ length: 20 }, (_, index) => `comp.sys.group-${index}`)
    const matrix = labels.map((_, row) =>
      labels.map((_, column) => (row === column ? 90 : (row + column) % 5)),
    )
    const svg = confusionChart({ labels, matrix }, { width: 980 })
    for (const label of labels) expect(svg.split(`>${label}</text>`)).toHaveLength(3)
    expect(svg.split('>90</text>')).toHaveLength(21)
    expect(svg.length).toBeLessThan(90_000)
  })

  it.each([
    ['no labels', [], []],
    ['a row too few', ['a', 'b'], [[1, 2]]],
    ['a ragged row', ['a', 'b'], [[1, 2], [3]]],
  ])('refuses %s', (_, labels, matrix) => {
    expect(() => confusionChart({ labels, matrix })).toThrow(
      expect.objectContaining({ code: 'invalid-data' }),
    )
  })
})
