import { describe, expect, it } from 'vitest'
import { confusionChart } from '../chart/confusion'
import { hostileNames } from '../testing/hostile'
import { htmlReport } from './report'
import type { Section } from './section'

const everySection = (text: string): Section[] => [
  { kind: 'prose', title: text, lead: text, paragraphs: [text, text] },
  {
    kind: 'figures',
    figures: [
      { name: text, value: 0.9731, interval: { lower: 0.962, upper: 0.981 }, note: text },
      { name: text, value: text },
      { name: text, value: null },
    ],
  },
  {
    kind: 'table',
    table: { columns: [{ title: text }, { title: text, kind: 'number' }], rows: [[text, null]], note: text },
  },
  {
    kind: 'charts',
    charts: [
      {
        title: text,
        note: text,
        picture: (size) =>
          confusionChart(
            {
              labels: [text, 'b'],
              matrix: [
                [1, 2],
                [3, 4],
              ],
            },
            size,
          ),
      },
    ],
  },
  {
    kind: 'examples',
    examples: [{ text: text.repeat(40), truth: text, prediction: text, score: 0.5, note: text }],
  },
  { kind: 'warnings', warnings: [text] },
  { kind: 'settings', settings: { [text]: text, number: 5e-5, flag: false, absent: null, left: undefined } },
]

describe('htmlReport', () => {
  it.each(hostileNames)('takes %j for text, wherever it stands', (text) => {
    const html = htmlReport({
      title: `a${text}`,
      subtitle: text,
      footer: text,
      language: text,
      sections: everySection(text),
    })
    const tags = [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag)
    expect(tags.filter((tag) => /^<(?:script|img|iframe|a|link|object|embed|form)\b/i.test(tag))).toEqual([])
    expect(tags.filter((tag) => /\s(?:on\w+|src|href)\s*=/i.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([])
    expect(html.match(/<\/style>/g)).toHaveLength(3)
    expect(html).not.toMatch(/undefined|NaN|\[object/)
    expect(html).not.toMatch(/(?![\n\t])\p{Cc}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069]/u)
  })

  it('asks for nothing from outside and forbids scripts', () => {
    const html = htmlReport({ title: 'A report', sections: everySection('spam') })
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@import|<link|<script/)
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    )
  })

  it('gives the same bytes for the same input', () => {
    const make = () => htmlReport({ title: 'A report', sections: everySection('spam') })
    expect(make()).toBe(make())
  })

  it('writes figures with their intervals, and a dash for what is not there', () => {
    const html = htmlReport({ title: 'A report', sections: everySection('spam') })
    expect(html).toContain('<span class="value">0.973</span><span class="interval">[0.962, 0.981]</span>')
    expect(html).toContain('<span class="value">–</span>')
    expect(html).toContain('<div><dt>number</dt><dd>0.00005</dd></div>')
    expect(html).not.toContain('<dt>left</dt>')
  })

  it('opens long texts on demand and says how much it left out of very long ones', () => {
    const long = (length: number) =>
      htmlReport({
        title: 'A report',
        sections: [
          { kind: 'examples', examples: [{ text: 'word '.repeat(length), truth: 'a', prediction: 'b' }] },
        ],
      })
    expect(long(20)).not.toContain('<details>')
    expect(long(200)).toMatch(/<details><summary>(?:word ?)+<span class="more"> …<\/span><\/summary><p>/)
    expect(long(10_000)).toContain('(45999 more characters)')
    expect(long(10_000).length).toBeLessThan(20_000)
  })

  it('refuses a report without a title', () => {
    expect(() => htmlReport({ title: ' ', sections: [] })).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    )
  })
})
