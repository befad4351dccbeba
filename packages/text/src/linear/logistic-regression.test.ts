import { readFileSync } from 'node:fs'
import { classProbabilities, fitLogisticRegression, outputsFor, TimeSlice } from '@graftjs/classifier'
import { describe, expect, it } from 'vitest'
import { TfidfVectorizer } from './tfidf'

interface Fixture {
  queryTexts: string[]
  models: Record<
    string,
    {
      options: { c: number; classWeight: null | 'balanced' | Record<string, number> }
      rows: { text: string; label: string }[]
      labels: string[]
      coefficients: Record<string, number[]>
      intercepts: number[]
      queries: number[][]
    }
  >
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('./fixtures/scikit-learn.json', import.meta.url), 'utf8'),
)

describe('logistic regression', () => {
  it.each(Object.entries(fixture.models))('equals scikit-learn on %s', async (_, wanted) => {
    const { rows, labels, options } = wanted
    const { vectorizer, matrix } = await TfidfVectorizer.fit(
      rows.map((row) => row.text),
      { ngrams: [1, 2], minimumDocumentFrequency: 1, maximumFeatures: null },
      new TimeSlice(),
    )
    const sizes = labels.map((label) => rows.filter((row) => row.label === label).length)
    const { model, minimum } = await fitLogisticRegression(
      matrix,
      Int32Array.from(rows, (row) => labels.indexOf(row.label)),
      labels.length,
      {
        c: options.c,
        classWeights: Float64Array.from(labels, (label, i) => {
          if (options.classWeight === 'balanced') return rows.length / (labels.length * sizes[i]!)
          return options.classWeight?.[label] ?? 1
        }),
        gradientTolerance: 1e-7,
        maximumIterations: 500,
        slice: new TimeSlice(),
      },
    )
    expect(minimum.converged).toBe(true)
    const outputs = outputsFor(labels.length)
    vectorizer.terms.forEach((term, feature) => {
      for (let o = 0; o < outputs; o++) {
        const difference = model.coefficients[feature * outputs + o]! - wanted.coefficients[term]![o]!
        expect(Math.abs(difference), term).toBeLessThan(1e-4)
      }
    })
    wanted.intercepts.forEach((intercept, o) => {
      expect(Math.abs(model.intercepts[o]! - intercept)).toBeLessThan(1e-4)
    })
    fixture.queryTexts.forEach((text, i) => {
      const probabilities = new Float64Array(labels.length)
      classProbabilities(model, vectorizer.transform(text), probabilities)
      wanted.queries[i]!.forEach((probability, label) => {
        expect(Math.abs(probabilities[label]! - probability), text).toBeLessThan(1e-4)
      })
    })
  })
})
