import type { ClassificationReport, Estimate } from '@graftjs/metrics'
import type { TrainingRecord } from '../training/training-record'

/** The README of a saved model from its parts; what is missing is left out. */
export const cardOf = (...sections: readonly (string | undefined)[]): string =>
  `${sections.filter(Boolean).join('\n\n')}\n`

/** What Hugging Face reads of a card. */
export const cardHead = (task: string, tags: readonly string[]): string =>
  `---\nlibrary_name: transformers\npipeline_tag: ${task}\ntags:\n${tags.map((tag) => `- ${tag}`).join('\n')}\n---`

/** How a model does on rows that it was not trained on. `inputs` is what they are called: `texts`. */
export function resultsSection(report: ClassificationReport<string>, inputs: string): string {
  const rows = report.classes.map(
    ({ label, precision, recall, f1, support }) =>
      `| ${cell(label)} | ${estimate(precision)} | ${estimate(recall)} | ${estimate(f1)} | ${support} |`,
  )
  return `## Results

On ${report.rows} validation ${inputs} that were not trained on; 95 % intervals in brackets.

| label | precision | recall | F1 | ${inputs} |
|---|---|---|---|---|
${rows.join('\n')}

Accuracy ${estimate(report.accuracy)}, macro F1 ${estimate(report.f1.macro)}, expected calibration error ${report.calibration.expectedError.toFixed(3)}.`
}

/** What a model was trained on, and with which settings. */
export function trainingSection(
  { rows, settings, steps, history, device }: TrainingRecord,
  { inputs, optimizer }: { readonly inputs: string; readonly optimizer: string },
): string {
  const data = Object.entries(rows).map(([label, count]) => `| ${cell(label)} | ${count} |`)
  const options = Object.entries(settings).map(([name, value]) => `| ${name} | ${setting(value)} |`)
  return `## Training

| label | ${inputs} |
|---|---|
${data.join('\n')}

| setting | value |
|---|---|
${options.join('\n')}

${steps} steps of ${optimizer} on ${device}; mean training loss ${history.map(({ loss }) => loss.toFixed(4)).join(', ')} by epoch.`
}

const setting = (value: unknown): string =>
  typeof value === 'object' && value !== null ? cell(JSON.stringify(value)) : String(value)

/** How many rows a training had. */
export const trainingRows = ({ rows }: TrainingRecord): number =>
  Object.values(rows).reduce((sum, count) => sum + count, 0)

const estimate = ({ value, lower, upper }: Estimate): string =>
  `${value.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`

/** Text that stands in a table or a line of Markdown as it is. */
export const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')
