import { cardOf, cell } from '@graftjs/classifier'
import type { DescriptorName } from './descriptors'
import type { ClassicalModel } from './model'

const meaning: Record<DescriptorName, string> = {
  edges: 'histograms of oriented gradients',
  colors: 'a histogram of hue, saturation and brightness',
  layout: 'moments of the colours in each part of a 4 × 4 grid',
}

/** The README of a saved model: what it is, what it was trained on and how. */
export function classicalCard({ labels, settings, rows, model }: ClassicalModel): string {
  const own = Object.entries({ ...settings.settings })
  const data = labels.map((label) => `| ${cell(label)} | ${rows[label] ?? 0} |`)
  return cardOf(
    '---\nlibrary_name: graft\npipeline_tag: image-classification\n---',
    '# A classical image classifier',
    `It describes a picture of ${settings.size} × ${settings.size} pixels by ${settings.descriptors.map((name) => meaning[name]).join(', ')} (${model.columns} numbers), and classifies by ${settings.learner}. Open it with \`ClassicalImageClassifier.load\` of \`@graftjs/vision\`.`,
    `## Training\n\n| label | pictures |\n|---|---|\n${data.join('\n')}`,
    own.length === 0
      ? undefined
      : `| setting | value |\n|---|---|\n${own.map(([name, value]) => `| ${name} | ${String(value)} |`).join('\n')}`,
  )
}
