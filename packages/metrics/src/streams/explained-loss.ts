import { readProbabilities } from '../classification/probability-input'
import { asWeights, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import type { ScoreMatrix } from '../input/score-matrix'
import { nameOf, type StreamedMeasure, weighing } from './measure'
import type { ScoreBatch } from './score-streams'

/** The share of a loss that a model takes away from always giving the frequencies of the classes. */
export function explainedLoss<Options extends { readonly labels: Column<Label>; readonly positive?: Label }>(
  name: string,
  options: Options,
  loss: (
    truth: ArrayLike<Label>,
    scores: Numbers | ScoreMatrix,
    options: { readonly labels: Column<Label>; readonly positive?: Label; readonly weights?: Numbers },
  ) => number,
): StreamedMeasure<ScoreBatch, number> {
  return {
    name: nameOf(name, options),
    observe(kept, batch) {
      if (batch.truth.length + batch.scores.length === 0) return
      const { codes, columns } = readProbabilities(batch.truth, batch.scores, options)
      const weights = asWeights(batch.weights, codes.length)
      let total = 0
      codes.forEach((code, row) => {
        const weight = weights === undefined ? 1 : weights[row]!
        kept.sum(`class ${code}`).add(weight)
        total += weight
      })
      // Classes that no row has yet are named too, so that result knows how many there are.
      for (let code = 0; code < Math.max(2, columns); code++) kept.sum(`class ${code}`).add(0)
      kept.sum('loss').add(loss(batch.truth, batch.scores, { ...options, ...weighing(batch) }) * total)
    },
    read(kept) {
      const weights: number[] = []
      while (kept.has(`class ${weights.length}`)) weights.push(kept.sum(`class ${weights.length}`).value)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const frequencies = weights.map((weight) => weight / total)
      const classes = [...weights.keys()]
      const constant = classes.map(() => frequencies)
      const reference = loss(classes, constant, { labels: classes, weights })
      if (!(reference > 1e-12)) {
        refuse({
          what: 'The share explained is not defined: all rows of truth are of one class.',
          where: 'truth',
          fix: 'Evaluate on rows of at least two classes.',
        })
      }
      return 1 - kept.sum('loss').value / total / reference
    },
  }
}
