import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { crossValidatedProbabilities } from './cross-validated'
import { learners } from './learners'

describe('crossValidatedProbabilities', () => {
  it('predicts every row by a model that has not seen it', async () => {
    const [rows, columns, classes] = [90, 3, 3]
    const features = { data: Float32Array.from(RandomKey.from(1).normal(rows * columns)), rows, columns }
    const targets = Int32Array.from({ length: rows }, (_, row) => row % classes)
    const folds: [number, number][] = []
    // The nearest neighbour of a row that was learnt is the row itself.
    const probabilities = await crossValidatedProbabilities(
      features,
      targets,
      classes,
      (known, labels) => learners['nearest-neighbours'].fit(known, labels, { classes, k: 1 }),
      { folds: 10, onFold: (fold, count) => folds.push([fold, count]) },
    )
    const right = targets.filter((target, row) => probabilities[row * classes + target] === 1).length
    expect(right).toBeLessThan(60)
    expect(folds.at(-1)).toEqual([10, 10])
    for (let row = 0; row < rows; row++) {
      const own = probabilities.subarray(row * classes, (row + 1) * classes)
      expect(own.reduce((sum, p) => sum + p, 0)).toBe(1)
    }
  })
})
