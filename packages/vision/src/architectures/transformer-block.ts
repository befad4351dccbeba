import {
  add,
  type ForwardContext,
  joinHeads,
  Linear,
  Module,
  scaledDotProductAttention,
  splitHeads,
  type Tensor,
  truncatedNormal,
} from '@graftjs/core'

/** The parts of the vision transformers that Hugging Face's transformers names as it names BERT's. */

/** New layers start from this. */
export const start = { weight: truncatedNormal(0.02) }

/** Projections of queries, keys and values. */
export class QueryKeyValue extends Module {
  readonly query: Linear
  readonly key: Linear
  readonly value: Linear

  constructor(width: number, bias: boolean) {
    super()
    this.query = new Linear(width, width, { ...start, bias })
    this.key = new Linear(width, width, { ...start, bias })
    this.value = new Linear(width, width, { ...start, bias })
  }

  /** `[batch, tokens, width]`: every token sees all. */
  attend(x: Tensor, heads: number, dropout: number, context: ForwardContext): Tensor {
    const inputs = [
      splitHeads(this.query.forward(x), heads),
      splitHeads(this.key.forward(x), heads),
      splitHeads(this.value.forward(x), heads),
    ] as const
    return joinHeads(scaledDotProductAttention(inputs, { dropout, context }))
  }
}

/** A layer that is called `dense`. */
export class Dense extends Module {
  readonly dense: Linear

  constructor(inputs: number, outputs: number) {
    super()
    this.dense = new Linear(inputs, outputs, start)
  }

  forward(x: Tensor): Tensor {
    return this.dense.forward(x)
  }
}

/** `x + dropout(branch)`. */
export const addDropped = (x: Tensor, branch: Tensor, rate: number, context: ForwardContext): Tensor =>
  add(x, context.dropout(branch, rate))
