import { concat, Embedding, type ForwardContext, Linear, LSTM, Module, type Tensor } from '@graftjs/core'
import { type Batch, CLASSES, LETTERS } from './batch'

/** Reads a word from both ends and says, by what it remembers then, how many syllables it has. */
export class SyllableCounter extends Module {
  readonly embedding = new Embedding(LETTERS + 1, 24, { paddingIndex: 0 })
  readonly lstm = new LSTM(24, 48, { bidirectional: true })
  readonly head = new Linear(96, CLASSES)

  /** Logits `[rows, classes]`. */
  forward({ letters, lengths }: Omit<Batch, 'labels'>, context: ForwardContext): Tensor {
    const { hidden } = this.lstm.forward(this.embedding.forward(letters), context, { lengths })
    const both = concat([hidden.at(0), hidden.at(1)], 1)
    return this.head.forward(context.dropout(both, 0.2))
  }
}
