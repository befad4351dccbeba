import { readFileSync } from 'node:fs'
import { TimeSlice } from '@graftjs/classifier'
import { describe, expect, it } from 'vitest'
import { TfidfVectorizer } from './tfidf'

interface Fixture {
  texts: string[]
  queryTexts: string[]
  vectorizers: Record<
    string,
    {
      options: { ngrams: [number, number]; minimumDocumentFrequency: number; maximumFeatures: number | null }
      idf: Record<string, number>
      train: Record<string, number>[]
      queries: Record<string, number>[]
    }
  >
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('./fixtures/scikit-learn.json', import.meta.url), 'utf8'),
)

const named = (terms: readonly string[], values: Float64Array, columns?: Int32Array) =>
  Object.fromEntries(Array.from(values, (value, i) => [terms[columns ? columns[i]! : i]!, value]))

function expectClose(found: Record<string, number>, wanted: Record<string, number>) {
  expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort())
  for (const [term, value] of Object.entries(wanted)) {
    expect(Math.abs(found[term]! - value), term).toBeLessThan(1e-9)
  }
}

describe('TfidfVectorizer', () => {
  it.each(Object.entries(fixture.vectorizers))('equals scikit-learn on %s', async (_, wanted) => {
    const { vectorizer, matrix } = await TfidfVectorizer.fit(fixture.texts, wanted.options, new TimeSlice())
    expectClose(named(vectorizer.terms, vectorizer.inverseDocumentFrequency), wanted.idf)
    const rows = matrix.rows.slice(-wanted.train.length)
    rows.forEach((row, i) => {
      expectClose(named(vectorizer.terms, row.values, row.columns), wanted.train[i]!)
    })
    fixture.queryTexts.forEach((text, i) => {
      const row = vectorizer.transform(text)
      expectClose(named(vectorizer.terms, row.values, row.columns), wanted.queries[i]!)
    })
  })

  it('gives a text of its own training the vector that fit gave', async () => {
    const options = { ngrams: [1, 2], minimumDocumentFrequency: 2, maximumFeatures: 12 } as const
    const { vectorizer, matrix } = await TfidfVectorizer.fit(fixture.texts, options, new TimeSlice())
    expect(vectorizer.terms).toHaveLength(12)
    fixture.texts.forEach((text, i) => {
      expect(vectorizer.transform(text)).toEqual(matrix.rows[i])
    })
  })

  it('says so when no term is frequent enough', async () => {
    const options = { ngrams: [1, 1], minimumDocumentFrequency: 3, maximumFeatures: 12 } as const
    const fit = TfidfVectorizer.fit(['one', 'two'], options, new TimeSlice())
    await expect(fit).rejects.toMatchObject({ code: 'invalid-data' })
  })
})
