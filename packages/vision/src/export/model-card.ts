import {
  cardHead,
  cardOf,
  cell,
  type ProblemType,
  resultsSection,
  trainingSection,
} from '@graftjs/classifier'
import type { ClassificationReport } from '@graftjs/metrics'
import type { ImageTrainingRecord } from '../classifier/teach'

export interface ModelCardParts {
  readonly labels: readonly string[]
  readonly problem: ProblemType
  /** `model_type` of its `config.json`. */
  readonly type: string
  readonly training?: ImageTrainingRecord | undefined
  /** Of the validation rows. */
  readonly report?: ClassificationReport<string> | undefined
}

/** The README of a saved model: what it is, what it was trained on, how well it does, how to open it. */
export const modelCard = ({ labels, problem, type, training, report }: ModelCardParts): string =>
  cardOf(
    cardHead(
      'image-classification',
      type === 'timm_wrapper' ? ['graft', 'timm'] : ['graft', 'transformers.js'],
    ),
    `# A picture classifier: ${labels.map(cell).join(', ')}`,
    training ? originOf(training) : 'A picture classifier saved by Graft.',
    report && resultsSection(report, 'pictures'),
    training && trainingSection(training, { inputs: 'pictures', optimizer: 'AdamW' }),
    training && choicesSection(training),
    type === 'timm_wrapper' ? openTimm : openAnywhere,
    problem === 'multi_label_classification' ? anyLabels : undefined,
  )

function originOf(training: ImageTrainingRecord): string {
  const did =
    training.settings.method === 'probe' ? 'with a linear head that Graft fitted' : 'fine-tuned by Graft'
  return `${cell(training.model)}, ${did} on ${training.pictures} pictures.`
}

function choicesSection({ choices, skipped }: ImageTrainingRecord): string {
  const lines = choices.map(
    ({ setting, value, why }) => `- ${setting}: ${cell(JSON.stringify(value))}. ${cell(why)}`,
  )
  const lost = skipped.length === 0 ? [] : [`${skipped.length} pictures could not be read and were left out.`]
  return [
    '## Choices',
    ...(lines.length > 0 ? [lines.join('\n')] : ['All settings were given.']),
    ...lost,
  ].join('\n\n')
}

const openAnywhere = `## How to open it

Graft: \`await ImageClassifier.load(folder)\`. transformers.js: \`await pipeline('image-classification', folder)\`.
Python: \`pipeline("image-classification", folder)\`. Any ONNX Runtime: \`onnx/model.onnx\`, with pixels prepared as
\`preprocessor_config.json\` says.`

const openTimm = `## How to open it

Graft: \`await ImageClassifier.load(folder)\`. Python, with timm installed: \`pipeline("image-classification", folder)\`.
Any ONNX Runtime, in browsers too: \`onnx/model.onnx\`, with pixels prepared as \`preprocessor_config.json\` says.
transformers.js has no type for models of timm.`

const anyLabels = `A picture may have any number of these labels: a label's probability is the sigmoid of its logit.
transformers.js (4.3) takes the softmax of them instead: there read the logits,
\`const { logits } = await classify.model(await classify.processor(image))\`, and take \`logits.sigmoid()\`.`
