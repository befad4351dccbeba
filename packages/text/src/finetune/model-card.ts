import { cardHead, cardOf, cell, resultsSection, trainingRows, trainingSection } from '@graftjs/classifier'
import type { ClassificationReport } from '@graftjs/metrics'
import type { TrainingRecord } from './training-record'

export interface ModelCardParts {
  readonly labels: readonly string[]
  readonly maxLength: number
  readonly training?: TrainingRecord | undefined
  /** Of the validation rows. */
  readonly report?: ClassificationReport<string> | undefined
}

/** The README of a saved model: what it is, what it was trained on, how well it does, how to open it. */
export const modelCard = ({ labels, maxLength, training, report }: ModelCardParts): string =>
  cardOf(
    cardHead('text-classification', ['graft', 'transformers.js']),
    `# A text classifier: ${labels.map(cell).join(', ')}`,
    training
      ? `${cell(training.model)}, fine-tuned by Graft on ${trainingRows(training)} texts.`
      : 'A sequence classifier saved by Graft.',
    report && resultsSection(report, 'texts'),
    training && trainingSection(training, { inputs: 'texts', optimizer: 'AdamW' }),
    howToOpen(maxLength),
  )

const howToOpen = (maxLength: number): string => `## How to open it

Graft: \`await TextClassifier.load(folder)\`. transformers.js: \`await pipeline('text-classification', folder)\`.
Python: \`pipeline("text-classification", folder)\`, with \`truncation=True\` for texts of more than ${maxLength} tokens.
transformers.js (4.3) cuts the closing token off such texts, too, so its scores of them differ a little.`
