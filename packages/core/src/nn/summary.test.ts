import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import '../methods'
import { relu } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { BatchNorm } from './batch-norm'
import { Convolution } from './convolution'
import { Dropout } from './dropout'
import { Embedding } from './embedding'
import { Flatten } from './flatten'
import type { ForwardContext } from './forward-context'
import { freeze } from './freeze'
import { Linear } from './linear'
import { LSTM } from './lstm'
import { Module } from './module'
import { MaxPool } from './pooling'
import { Sequential } from './sequential'
import { summary } from './summary'

/** Counts as Keras gives them for the same layers. */
const network = freeze(
  new Sequential(
    new Convolution(1, 32, [3, 3]),
    new BatchNorm(32),
    relu,
    new MaxPool(2),
    new Flatten(),
    new Dropout(0.5),
    new Linear(5408, 10),
  ),
  '0',
)

class Tagger extends Module {
  readonly words = new Embedding(100, 8)
  readonly parts = { lstm: new LSTM(8, 4, { bidirectional: true }) }
  readonly head = [new Linear(8, 3), new Linear(8, 2)]

  forward({ ids, lengths }: { ids: Tensor; lengths: Tensor }, context: ForwardContext): readonly Tensor[] {
    const { outputs } = this.parts.lstm.forward(this.words.forward(ids), context, { lengths })
    return this.head.map((layer) => layer.forward(outputs))
  }
}

describe('summary', () => {
  it('lists what a model consists of as a table', () => {
    const line = '─'.repeat(69)
    expect(`\n${String(summary(network, { shape: ['batch', 1, 28, 28] }))}`).toBe(`
path     kind         output               trainable  frozen  buffers
${line}
(model)  Sequential   [batch, 10]
0        Convolution  [batch, 32, 26, 26]                320
1        BatchNorm    [batch, 32, 26, 26]         64               65
2        relu         [batch, 32, 26, 26]
3        MaxPool      [batch, 32, 13, 13]
4        Flatten      [batch, 5408]
5        Dropout      [batch, 5408]
6        Linear       [batch, 10]             54,090
${line}
trainable 54,154 (216.6 kB), frozen 320 (1.3 kB), buffers 65 (264 B)`)
  })

  it('knows inputs by name, several results, and modules in objects and arrays', () => {
    const ids = { shape: ['batch', 'words'], dtype: 'int32' } as const
    const { rows, trainable } = summary(new Tagger(), { ids, lengths: { shape: ['batch'], dtype: 'int32' } })
    expect(rows.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      ' Tagger',
      'words Embedding',
      'parts.lstm LSTM',
      'head.0 Linear',
      'head.1 Linear',
    ])
    const text = String(summary(new Tagger(), { ids, lengths: { shape: ['batch'], dtype: 'int32' } }))
    expect(text).toContain('outputs [batch, words, 8], hidden [2, batch, 4], cell [2, batch, 4]')
    expect(text).toContain('0 [batch, words, 3], 1 [batch, words, 2]')
    // 100 · 8, 2 · (4 · 4 · (8 + 4) + 2 · 4 · 4), (8 + 1) · 3 + (8 + 1) · 2
    expect(rows.map((row) => row.trainable.elements)).toEqual([0, 800, 448, 27, 18])
    expect(trainable).toEqual({ elements: 1293, bytes: 5172 })
  })

  it('needs no input for the counts alone', () => {
    const { rows, buffers } = summary(network)
    expect(rows.every(({ outputs }) => Object.keys(outputs).length === 0)).toBe(true)
    expect(buffers.elements).toBe(65)
    expect(inspect(summary(new Flatten()))).toContain('(model)  Flatten')
  })

  it('says which layer an input does not fit', () => {
    expect(() => summary(network, { shape: [2, 3, 28, 28] })).toThrow(
      /Convolution: .* 1 elements along axis 1/,
    )
  })
})
