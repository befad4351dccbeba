import { GraftError } from '@graftjs/base'
import type { ForwardContext, Module, Tensor } from '@graftjs/core'
import { BertForSequenceClassification, type BertInputs } from '../bert/bert'
import { bertConfig } from '../bert/bert-config'

/** An encoder with a classification head: `[batch, sequence]` token ids to `[batch, labels]` logits. */
export interface SequenceClassifier extends Module {
  forward(inputs: BertInputs, context?: ForwardContext): Tensor
}

/** What fine-tuning must know of a kind of model. A new one is a file with its layers and an entry here. */
interface Architecture {
  /** Its class in Python's transformers, for `config.json`. */
  readonly className: string
  /** What precedes the encoder's names in a file that holds the head too. */
  readonly prefix: string
  /** Parameters that a file may lack: they start anew. */
  readonly optional: RegExp
  create(config: Readonly<Record<string, unknown>>, labels: number, where: string): SequenceClassifier
  /** Tokens that the model can take. */
  maximumLength(config: Readonly<Record<string, unknown>>, where: string): number
}

const architectures: Readonly<Record<string, Architecture>> = {
  bert: {
    className: 'BertForSequenceClassification',
    prefix: 'bert.',
    optional: /^(bert\.pooler|classifier)\./,
    create: (config, labels, where) => new BertForSequenceClassification(bertConfig(config, where), labels),
    maximumLength: (config, where) => bertConfig(config, where).maximumLength,
  },
}

/** The architecture of a `config.json`. */
export function architectureOf(config: { readonly model_type: string }, where: string): Architecture {
  const found = Object.hasOwn(architectures, config.model_type) ? architectures[config.model_type] : undefined
  if (found) return found
  throw new GraftError('unsupported', {
    what: `Models of type "${config.model_type}" cannot be fine-tuned yet.`,
    where,
    fix: `Use one of the types ${Object.keys(architectures).join(', ')}, for example all-MiniLM-L6-v2.`,
  })
}
