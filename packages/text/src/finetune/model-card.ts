import type { ClassificationReport, Estimate } from '@graftjs/metrics'
import type { TrainingRecord } from './training-record'

export interface ModelCardParts {
  readonly labels: readonly string[]
  readonly maxLength: number
  readonly training?: TrainingRecord | undefined
  /** Of the validation rows. */
  readonly report?: ClassificationReport<string> | undefined
}

/** The README of a saved model: what it is, what it was trained on, how well it does, how to open it. */
export function modelCard({ labels, maxLength, training, report }: ModelCardParts): string {
  const sections = [
    '---\nlibrary_name: transformers\npipeline_tag: text-classification\ntags:\n- graft\n- transformers.js\n---',
    `# A text classifier: ${labels.map(cell).join(', ')}`,
    training
      ? `${cell(training.model)}, fine-tuned by Graft on ${Object.values(training.rows).reduce((a, b) => a + b, 0)} texts.`
      : 'A sequence classifier saved by Graft.',
    report && measured(report),
    training && trained(training),
    howToOpen(maxLength),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function measured(report: ClassificationReport<string>): string {
  const rows = report.classes.map(
    ({ label, precision, recall, f1, support }) =>
      `| ${cell(label)} | ${share(precision)} | ${share(recall)} | ${share(f1)} | ${support} |`,
  )
  return `## Results

On ${report.rows} validation texts that were not trained on; 95 % intervals in brackets.

| label | precision | recall | F1 | texts |
|---|---|---|---|---|
${rows.join('\n')}

Accuracy ${share(report.accuracy)}, macro F1 ${share(report.f1.macro)}, expected calibration error ${report.calibration.expectedError.toFixed(3)}.`
}

function trained({ rows, settings, steps, history, device }: TrainingRecord): string {
  const data = Object.entries(rows).map(([label, count]) => `| ${cell(label)} | ${count} |`)
  const options = Object.entries(settings).map(([name, value]) => `| ${name} | ${String(value)} |`)
  return `## Training

| label | texts |
|---|---|
${data.join('\n')}

| setting | value |
|---|---|
${options.join('\n')}

${steps} steps of AdamW on ${device}; mean training loss ${history.map(({ loss }) => loss.toFixed(4)).join(', ')} by epoch.`
}

const howToOpen = (maxLength: number): string => `## How to open it

Graft: \`await TextClassifier.load(folder)\`. transformers.js: \`await pipeline('text-classification', folder)\`.
Python: \`pipeline("text-classification", folder)\`, with \`truncation=True\` for texts of more than ${maxLength} tokens.
transformers.js (4.3) cuts the closing token off such texts, too, so its scores of them differ a little.`

const share = ({ value, lower, upper }: Estimate): string =>
  `${value.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`

const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')
