import { cardOf, cell } from '@graftjs/classifier'
import type { LinearModel } from './linear-model'

/** The README of a saved model: what it is, what it was trained on and how. */
export function modelCard({ labels, vectorizer, settings, training }: LinearModel): string {
  const { c, ngrams, minimumDocumentFrequency, maximumFeatures } = settings
  const rows = labels.map((label) => `| ${cell(label)} | ${training.rows[label] ?? 0} |`)
  const [shortest, longest] = ngrams
  return cardOf(
    '---\nlibrary_name: graft\npipeline_tag: text-classification\n---',
    '# A linear text classifier',
    `TF-IDF of ${shortest === longest ? `runs of ${longest}` : `runs of ${shortest} to ${longest}`} words (${vectorizer.terms.length} terms) and logistic regression.
Open it with \`LinearTextClassifier.load\` of \`@graftjs/text\`.`,
    `## Training rows\n\n| label | rows |\n|---|---|\n${rows.join('\n')}`,
    `## Settings

| setting | value |
|---|---|
| c | ${c} |
| ngrams | ${shortest} to ${longest} |
| minimumDocumentFrequency | ${minimumDocumentFrequency} |
| maximumFeatures | ${maximumFeatures ?? 'all'} |`,
    `The training took ${training.iterations} iterations${training.converged ? '' : ' and was stopped before it had settled'}; the loss, penalty included, is ${training.loss.toPrecision(4)}.`,
  )
}
