import { GraftError } from '@graftjs/base'

/** What `config.json` says of a BERT, in our names. Only what changes the computation. */
export interface BertConfig {
  readonly vocabularySize: number
  readonly hiddenSize: number
  readonly layers: number
  readonly heads: number
  readonly intermediateSize: number
  readonly maximumLength: number
  readonly tokenTypes: number
  readonly layerNormEpsilon: number
  readonly hiddenDropout: number
  readonly attentionDropout: number
  /** Dropout before the classification head; default: that of the hidden layers. */
  readonly classifierDropout: number
}

/** Reads a Hugging Face `config.json` of `model_type: bert`; refuses what this BERT would compute differently. */
export function bertConfig(json: Readonly<Record<string, unknown>>, where: string): BertConfig {
  const whole = (name: string): number => {
    const value = json[name]
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value
    throw invalid(where, `"${name}" is ${JSON.stringify(value)}, not a whole number above 0`)
  }
  const share = (name: string, fallback: number): number => {
    const value = json[name] ?? fallback
    if (typeof value === 'number' && value >= 0 && value < 1) return value
    throw invalid(where, `"${name}" is ${JSON.stringify(value)}, not a number from 0 to 1`)
  }
  for (const [name, supported] of [
    ['hidden_act', 'gelu'],
    ['position_embedding_type', 'absolute'],
  ] as const) {
    const value = json[name] ?? supported
    if (value !== supported)
      throw invalid(where, `"${name}" is ${JSON.stringify(value)}; only "${supported}" is supported`)
  }
  const config = {
    vocabularySize: whole('vocab_size'),
    hiddenSize: whole('hidden_size'),
    layers: whole('num_hidden_layers'),
    heads: whole('num_attention_heads'),
    intermediateSize: whole('intermediate_size'),
    maximumLength: whole('max_position_embeddings'),
    tokenTypes: whole('type_vocab_size'),
    layerNormEpsilon: share('layer_norm_eps', 1e-12),
    hiddenDropout: share('hidden_dropout_prob', 0.1),
    attentionDropout: share('attention_probs_dropout_prob', 0.1),
    classifierDropout: share('classifier_dropout', share('hidden_dropout_prob', 0.1)),
  }
  if (config.hiddenSize % config.heads !== 0) {
    throw invalid(
      where,
      `hidden_size ${config.hiddenSize} is not a multiple of num_attention_heads ${config.heads}`,
    )
  }
  return config
}

const invalid = (where: string, why: string): GraftError =>
  new GraftError('invalid-file', {
    what: `This BERT cannot be built: ${why}.`,
    where,
    fix: 'Use the config.json of a BERT encoder with learned positions and GELU, such as all-MiniLM-L6-v2.',
  })
