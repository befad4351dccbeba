import { refuse } from '../../input/refuse'

const LINE_FEED = 0x0a

/** The objects of a file with one JSON object per line; empty lines are none. Rows count from 0. */
export class JsonLines {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #rest: Uint8Array = new Uint8Array(0)
  #row = 0
  #line = 0

  /** Hands each line that is whole by now to `take`, as a function that parses it. */
  read(bytes: Uint8Array, last: boolean, take: (parse: () => unknown) => void): void {
    const joined = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    let start = 0
    for (;;) {
      const end = joined.indexOf(LINE_FEED, start)
      if (end < 0) break
      this.#take(joined.subarray(start, end), take)
      start = end + 1
    }
    this.#rest = joined.subarray(start)
    if (last) {
      this.#take(this.#rest, take)
      this.#rest = new Uint8Array(0)
    }
  }

  #take(bytes: Uint8Array, take: (parse: () => unknown) => void): void {
    this.#line++
    if (bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)) return
    const [row, line] = [this.#row++, this.#line]
    take(() => {
      try {
        return JSON.parse(this.#decoder.decode(bytes))
      } catch (cause) {
        return refuse('invalid-data', {
          what: `Row ${row} is not JSON.`,
          where: `row ${row}, line ${line}`,
          fix: 'Write one JSON object per line, in UTF-8, or leave bad rows out with onBadRow.',
          row,
          cause,
        })
      }
    })
  }
}
