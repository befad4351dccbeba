import {
  add,
  cast,
  constant,
  Embedding,
  expandDimensions,
  type ForwardContext,
  gelu,
  inference,
  joinHeads,
  LayerNorm,
  Linear,
  Module,
  matmul,
  multiply,
  normal,
  oneHot,
  reshape,
  scaledDotProductAttention,
  slice,
  splitHeads,
  subtract,
  type Tensor,
  tanh,
} from '@graftjs/core'
import type { BertConfig } from './bert-config'

/**
 * BERT (Devlin et al., arXiv:1810.04805) with a classification head, under the names that Hugging Face's
 * `BertForSequenceClassification` gives its parameters.
 */

/** A batch of tokenized texts, padded to one length. All int32, `[batch, sequence]`. */
export interface BertInputs {
  readonly inputIds: Tensor
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: Tensor
  /** 0 for the first text of a pair, 1 for the second. */
  readonly tokenTypeIds: Tensor
}

/** New layers start from this, as in the paper. */
const start = { weight: normal(0.02), bias: constant(0) }

/** Added to the scores of padding, so that its attention weight is exactly 0. */
const NEVER = -1e9

class BertEmbeddings extends Module {
  readonly word_embeddings: Embedding
  readonly position_embeddings: Embedding
  readonly token_type_embeddings: Embedding
  readonly LayerNorm: LayerNorm

  constructor(private readonly config: BertConfig) {
    super()
    this.word_embeddings = new Embedding(config.vocabularySize, config.hiddenSize, start)
    this.position_embeddings = new Embedding(config.maximumLength, config.hiddenSize, start)
    this.token_type_embeddings = new Embedding(config.tokenTypes, config.hiddenSize, start)
    this.LayerNorm = new LayerNorm(config.hiddenSize, { epsilon: config.layerNormEpsilon })
  }

  forward({ inputIds, tokenTypeIds }: BertInputs, context: ForwardContext): Tensor {
    const words = this.word_embeddings.forward(inputIds)
    const positions = slice(this.position_embeddings.weight, 0, 0, inputIds.shape[1]!)
    // So few types that a product with their one-hot rows is quicker to differentiate than a lookup.
    const types = matmul(oneHot(tokenTypeIds, this.config.tokenTypes), this.token_type_embeddings.weight)
    const embedded = this.LayerNorm.forward(add(add(words, types), positions))
    return context.dropout(embedded, this.config.hiddenDropout)
  }
}

class BertSelfAttention extends Module {
  readonly query: Linear
  readonly key: Linear
  readonly value: Linear

  constructor(private readonly config: BertConfig) {
    super()
    this.query = new Linear(config.hiddenSize, config.hiddenSize, start)
    this.key = new Linear(config.hiddenSize, config.hiddenSize, start)
    this.value = new Linear(config.hiddenSize, config.hiddenSize, start)
  }

  forward(queries: Tensor, hidden: Tensor, bias: Tensor, context: ForwardContext): Tensor {
    const heads = (layer: Linear, x: Tensor) => splitHeads(layer.forward(x), this.config.heads)
    const inputs = [heads(this.query, queries), heads(this.key, hidden), heads(this.value, hidden)] as const
    return joinHeads(
      scaledDotProductAttention(inputs, { bias, dropout: this.config.attentionDropout, context }),
    )
  }
}

/** A projection, dropout, the residual connection and layer normalisation. */
class BertOutput extends Module {
  readonly dense: Linear
  readonly LayerNorm: LayerNorm

  constructor(
    inputs: number,
    private readonly config: BertConfig,
  ) {
    super()
    this.dense = new Linear(inputs, config.hiddenSize, start)
    this.LayerNorm = new LayerNorm(config.hiddenSize, { epsilon: config.layerNormEpsilon })
  }

  forward(hidden: Tensor, residual: Tensor, context: ForwardContext): Tensor {
    const projected = context.dropout(this.dense.forward(hidden), this.config.hiddenDropout)
    return this.LayerNorm.forward(add(projected, residual))
  }
}

class BertLayer extends Module {
  readonly attention: { readonly self: BertSelfAttention; readonly output: BertOutput }
  readonly intermediate: { readonly dense: Linear }
  readonly output: BertOutput

  constructor(config: BertConfig) {
    super()
    this.attention = {
      self: new BertSelfAttention(config),
      output: new BertOutput(config.hiddenSize, config),
    }
    this.intermediate = { dense: new Linear(config.hiddenSize, config.intermediateSize, start) }
    this.output = new BertOutput(config.intermediateSize, config)
  }

  /** New states of `queries`, some of the positions of `hidden`, which they attend to. */
  forward(queries: Tensor, hidden: Tensor, bias: Tensor, context: ForwardContext): Tensor {
    const attended = this.attention.self.forward(queries, hidden, bias, context)
    const mixed = this.attention.output.forward(attended, queries, context)
    return this.output.forward(gelu(this.intermediate.dense.forward(mixed)), mixed, context)
  }
}

/** The encoder: `[batch, sequence]` ids to `[batch, sequence, hidden]` states. */
export class Bert extends Module {
  readonly embeddings: BertEmbeddings
  readonly encoder: { readonly layer: readonly BertLayer[] }
  readonly pooler: { readonly dense: Linear }

  constructor(config: BertConfig) {
    super()
    this.embeddings = new BertEmbeddings(config)
    this.encoder = { layer: Array.from({ length: config.layers }, () => new BertLayer(config)) }
    this.pooler = { dense: new Linear(config.hiddenSize, config.hiddenSize, start) }
  }

  /**
   * States of every position, or of the first alone: the last layer then computes only what a classification
   * head reads, which in MiniLM saves an eighth of a training step.
   */
  forward(
    inputs: BertInputs,
    context: ForwardContext = inference(),
    { positions = 'all' }: { readonly positions?: 'all' | 'first' } = {},
  ): Tensor {
    const padding = subtract(1, cast(inputs.attentionMask, 'float32'))
    const bias = multiply(expandDimensions(expandDimensions(padding, 1), 1), NEVER)
    const last = this.encoder.layer.length - 1
    return this.encoder.layer.reduce(
      (hidden, layer, index) => {
        const queries = positions === 'first' && index === last ? slice(hidden, 1, 0, 1) : hidden
        return layer.forward(queries, hidden, bias, context)
      },
      this.embeddings.forward(inputs, context),
    )
  }
}

export class BertForSequenceClassification extends Module {
  readonly bert: Bert
  readonly classifier: Linear

  constructor(
    private readonly config: BertConfig,
    labels: number,
  ) {
    super()
    this.bert = new Bert(config)
    this.classifier = new Linear(config.hiddenSize, labels, start)
  }

  /** Logits, `[batch, labels]`. */
  forward(inputs: BertInputs, context: ForwardContext = inference()): Tensor {
    const hidden = this.bert.forward(inputs, context, { positions: 'first' })
    const first = reshape(hidden, [hidden.shape[0]!, this.config.hiddenSize])
    const pooled = tanh(this.bert.pooler.dense.forward(first))
    return this.classifier.forward(context.dropout(pooled, this.config.classifierDropout))
  }
}
