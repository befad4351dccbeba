import {
  Embedding,
  type ForwardContext,
  LearnedPositions,
  Linear,
  Module,
  type Tensor,
  TransformerEncoder,
} from '@graftjs/core'
import { alphabet } from './text'

const SIZE = 64

/** A GPT in small: for each letter of a text the logits of the next one, seeing none of those that follow. */
export class NextLetter extends Module {
  readonly embedding = new Embedding(alphabet.length, SIZE)
  readonly positions = new LearnedPositions(8, SIZE)
  readonly blocks = new TransformerEncoder(SIZE, 4, {
    layers: 2,
    feedForward: 4 * SIZE,
    activation: 'gelu',
    normFirst: true,
    dropout: 0,
  })
  readonly head = new Linear(SIZE, alphabet.length)

  /** Ids `[texts, length]` to logits `[texts, length, letters]`. */
  forward(ids: Tensor, context: ForwardContext): Tensor {
    const embedded = this.positions.forward(this.embedding.forward(ids))
    return this.head.forward(this.blocks.forward(embedded, context, { causal: true }))
  }
}
