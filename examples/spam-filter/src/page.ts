import { classificationHtml, formatCount } from '@graftjs/report'
import type { Classifier, Evaluation, TrainingRecord } from '@graftjs/text'
import type { Label } from './corpus'

/** A classifier and how it did on the test. */
export interface Judged {
  readonly name: string
  readonly classifier: Classifier<Label>
  readonly evaluation: Evaluation<Label>
}

interface Story {
  /** Mails that were learnt from. */
  readonly train: number
  readonly training: TrainingRecord | undefined
  /** The largest difference between the saved model's scores in transformers.js and ours. */
  readonly difference: number
}

/** The whole result as one page. */
export function reportPage(main: Judged, baseline: Judged, { train, training, difference }: Story): string {
  const { report, mistakes } = main.evaluation
  return classificationHtml(report, {
    title: 'A spam filter',
    subtitle: `all-MiniLM-L6-v2, fine-tuned on ${formatCount(train)} mails of the SpamAssassin corpus`,
    name: main.name,
    others: [{ name: baseline.name, report: baseline.evaluation.report }],
    ...(training ? { learningCurve: { rows: curveRows(training), metricName: 'validation macro F1' } } : {}),
    mistakes: mistakes.map(({ text, truth, predicted, score }) => ({
      text: excerpt(text, 400),
      truth,
      prediction: predicted,
      score,
    })),
    facts: {
      'learnt from':
        'SpamAssassin public corpus, 2002 (CC0): subject and readable body, no headers or list footers',
      'pretrained model': 'all-MiniLM-L6-v2 (Apache-2.0)',
      'saved model in transformers.js': `scores differ by at most ${difference.toExponential(0)}`,
      device: main.evaluation.device,
    },
    ...(training ? { settings: { ...training.settings, steps: training.steps } } : {}),
  })
}

/** The mean training loss of every few steps, and the validation after every epoch. */
function curveRows({ losses, history }: TrainingRecord) {
  const every = Math.max(1, Math.round(losses.length / 40))
  const validation = new Map(history.map(({ step, validation }) => [step, validation]))
  return losses.flatMap((_, index) => {
    const x = index + 1
    const measured = validation.get(x)
    if (x % every !== 0 && !measured) return []
    const recent = losses.slice(Math.max(0, x - every), x)
    const trainingLoss = recent.reduce((sum, loss) => sum + loss, 0) / recent.length
    const { loss, macroF1 } = measured ?? {}
    return [
      {
        x,
        trainingLoss,
        ...(loss === undefined ? {} : { validationLoss: loss }),
        ...(macroF1 === undefined ? {} : { validationMetric: macroF1 }),
      },
    ]
  })
}

export function excerpt(text: string, length = 150): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`
}
