import { GraftError } from '@graftjs/base'
import { type Cursor, checkCursor } from './cursor'
import { invalidOption, wholeNumber } from './options'
import type { Source } from './source'
import { throwIfAborted } from './turn'
import { untilAborted } from './until-aborted'

export interface ReadOptions {
  /** Which pass over the data to read; it decides how shuffles come out. 0 by default. */
  readonly epoch?: number
  /** Instead of `epoch`: how many passes to read, one after the other, from pass 0 on. */
  readonly epochs?: number
  /**
   * Where an earlier reader was: its `cursor`, also after it was JSON. With `epochs` the reading goes on to the end of
   * the last pass, without it to the end of the pass that the cursor is in.
   */
  readonly from?: Cursor
  readonly signal?: AbortSignal
}

/**
 * One reading of a dataset, from front to back, that knows where it is.
 *
 *     const reader = batches.read({ epochs: 3 })
 *     for await (const batch of reader) {
 *       await train(batch)
 *       save(JSON.stringify(reader.cursor)) // go on later with batches.read({ epochs: 3, from })
 *     }
 */
export class Reader<Row> implements AsyncIterable<Row> {
  readonly #source: Source<Row>
  readonly #options: ReadOptions
  #cursor: Cursor | undefined
  #begun = false

  constructor(source: Source<Row>, options: ReadOptions) {
    const { epoch, epochs, from } = options
    if (epoch !== undefined) wholeNumber(epoch, 'epoch', 0)
    if (epochs !== undefined) wholeNumber(epochs, 'epochs', 0)
    if (epoch !== undefined && epochs !== undefined)
      throw invalidOption('epoch', epoch, 'Pass epoch or epochs.')
    if (epoch !== undefined && from !== undefined) {
      throw invalidOption('epoch', epoch, 'Leave it out: the cursor in `from` says it.')
    }
    this.#source = source
    this.#options = options
  }

  /**
   * The place after the row that was delivered last.
   *
   * @throws GraftError `invalid-option` before the first row was asked for.
   */
  get cursor(): Cursor {
    const cursor = this.#cursor ?? this.#options.from
    if (cursor) return cursor
    throw invalidOption('cursor', 'not known yet', 'Ask for it once the reading has begun.')
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row, void, undefined> {
    if (this.#begun) {
      throw new GraftError('use-after-release', {
        what: 'This reader was read already.',
        fix: 'Call read() again; pass from: reader.cursor to go on where this one is.',
      })
    }
    this.#begun = true
    const { from, signal } = this.#options
    throwIfAborted(signal)
    const dataset = await this.#source.describe()
    let { epoch, row } =
      from === undefined ? { epoch: this.#options.epoch ?? 0, row: 0 } : checkCursor(from, dataset)
    const end = this.#options.epochs ?? epoch + 1
    const move = () => {
      this.#cursor = { format: 'graft-cursor', version: 1, dataset, epoch, row }
    }
    move()
    for (; epoch < end; epoch++, row = 0, move()) {
      for await (const chunk of untilAborted(this.#source.read(row, { epoch, signal }), signal)) {
        for (const value of chunk) {
          row++
          move()
          yield value
        }
      }
    }
  }
}
