import { describe, expect, it } from 'vitest'
import { displayWidth } from '../terminal/width'
import { hostileNames } from '../testing/hostile'
import { reportOf } from '../testing/reports'
import { classificationHtml } from './page'
import { classesTable, confusionsTable, measuresTable } from './tables'
import { classificationTable } from './terminal'

const binary = reportOf(['ham', 'spam'], 600, 3.4, 'spam')
const baseline = reportOf(['ham', 'spam'], 600, 2.2, 'spam')
const others = [{ name: 'TF-IDF + logistic regression', report: baseline }]
const figure = (value: number) => value.toFixed(3)

describe('classificationHtml', () => {
  const html = classificationHtml(binary, {
    title: 'Spam filter',
    name: 'MiniLM, fine-tuned',
    others,
    learningCurve: {
      rows: [
        { x: 0, trainingLoss: 0.7 },
        { x: 10, trainingLoss: 0.2, validationMetric: 0.95 },
      ],
    },
    mistakes: [{ text: 'Your statement is ready', truth: 'ham', prediction: 'spam', score: 0.991 }],
    facts: { licence: 'MIT' },
    settings: { epochs: 3 },
    warnings: ['The newest message is from 2005.'],
  })

  it('leads with the class of interest and shows every figure of both classifiers', () => {
    const spam = binary.classes[1]!
    expect(html).toContain(
      `<span class="name">F1 for spam</span><span class="value">${figure(spam.f1.value)}</span><span class="interval">[${figure(spam.f1.lower)}, ${figure(spam.f1.upper)}]</span>`,
    )
    for (const { report } of [{ report: binary }, ...others]) {
      expect(html).toContain(
        `${figure(report.accuracy.value)} <span class="range">[${figure(report.accuracy.lower)}, ${figure(report.accuracy.upper)}]</span>`,
      )
      expect(html).toContain(figure(report.logLoss))
    }
    expect(html).toContain('Side by side')
  })

  it('has the six pictures, each for a screen and for a telephone', () => {
    const captions = [...html.matchAll(/<figcaption>([^<]+)/g)].map(([, caption]) => caption)
    expect(captions).toEqual([
      'Learning curve',
      'Reliability',
      'Confusion matrix',
      'F1 for spam, side by side',
      'Precision and recall for spam',
      'ROC curve for spam',
    ])
    expect(html.match(/<svg /g)).toHaveLength(12)
    expect(new Set([...html.matchAll(/<svg [^>]*id="([^"]+)"/g)].map(([, id]) => id)).size).toBe(12)
  })

  it('shows warnings, mistakes, facts and settings', () => {
    for (const text of [
      'The newest message',
      'Your statement is ready',
      '<dt>licence</dt>',
      '<dt>epochs</dt>',
    ]) {
      expect(html).toContain(text)
    }
  })

  it('warns where another classifier saw other rows', () => {
    const fewer = classificationHtml(binary, {
      others: [{ name: 'old', report: reportOf(['ham', 'spam'], 300, 3, 'spam') }],
    })
    expect(fewer).toContain('old was measured on 300 rows, not on these 600')
  })

  it.each([2, 5, 20, 60, 300])('weighs less than 500 kB with %i classes of hostile names', (classes) => {
    const labels = Array.from(
      { length: classes },
      (_, index) => `${hostileNames[index % hostileNames.length]} ${index}`,
    )
    const page = classificationHtml(reportOf(labels, classes * 20, 4), {
      mistakes: Array.from({ length: 10 }, () => ({
        text: 'x '.repeat(20_000),
        truth: 'a',
        prediction: 'b',
      })),
    })
    expect(page.length).toBeLessThan(classes > 20 ? 500_000 : 330_000)
    expect(page).not.toMatch(/<script|NaN|undefined/)
    expect(page.includes('What it confuses most')).toBe(classes > 25)
  })
})

describe('classificationTable', () => {
  it('puts measures beside the other classifier, then classes', () => {
    const text = classificationTable(binary, { name: 'MiniLM', others })
    const { accuracy } = binary
    expect(text).toMatch(
      /^measure {2,}MiniLM {2,}TF-IDF \+ logistic regression\n─+\nF1 for spam {2,}0\.\d{3} \[/,
    )
    expect(text).toContain(`${figure(accuracy.value)} [${figure(accuracy.lower)}, ${figure(accuracy.upper)}]`)
    expect(text).toMatch(/\nspam {2,}0\.\d{3} \[.*\] +300 /)
  })

  it.each([80, 100, 140])('fits %i columns', (width) => {
    const text = classificationTable(reportOf(['business', '客户服务投诉', 'a long name of a class'], 600), {
      width,
    })
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(width)
  })

  it('lists the warnings of the report', () => {
    const few = reportOf(['a', 'b'], 20)
    expect(few.warnings.length).toBeGreaterThan(0)
    expect(classificationTable(few)).toContain(`! ${few.warnings[0]!.message.slice(0, 40)}`)
  })
})

describe('tables', () => {
  it('name the same measures for every report of a task', () => {
    const { rows } = measuresTable([{ name: 'a', report: binary }, ...others])
    expect(rows).toHaveLength(12)
    expect(rows.every((row) => row.every((cell) => cell !== '–'))).toBe(true)
  })

  it('keep the hardest of very many classes', () => {
    const report = reportOf(
      Array.from({ length: 40 }, (_, at) => `class ${at}`),
      800,
      2,
    )
    const { rows, note } = classesTable(report, 5)
    const lowest = report.classes.map(({ f1 }) => f1.value).sort((a, b) => a - b)
    expect(rows.map((row) => row[3]?.slice(0, 5))).toEqual(lowest.slice(0, 5).map(figure))
    expect(note).toBe('The 5 classes with the lowest F1 of 40.')
  })

  it('order the pairs that are confused', () => {
    const report = reportOf(['a', 'b', 'c'], 900, 1)
    const counts = confusionsTable(report, 3).rows.map((row) => Number(row[2]))
    const wrong = report.confusionMatrix.flatMap((row, at) => row.filter((_, column) => column !== at))
    expect(counts).toEqual(wrong.sort((x, y) => y - x).slice(0, 3))
  })
})
