const QUOTE = 0x22
const LINE_FEED = 0x0a
const RETURN = 0x0d

/** Finds the fields of one row after another in bytes that come in chunks (RFC 4180; `\n` or `\r\n` ends a row). */
export class FieldScanner {
  /** Where the last row's fields stand: field f at `source[starts[f] … ends[f] − 1]`. */
  source: Uint8Array = new Uint8Array(0)
  starts = new Int32Array(64)
  ends = new Int32Array(64)
  fields = 0
  /** The line, from 1, on which the last row began. */
  line = 0
  #chunk: Uint8Array = new Uint8Array(0)
  #at = 0
  #lines = 1
  #last = false
  #scratch: Uint8Array = new Uint8Array(1 << 12)

  /** No greater byte ends or opens a field. */
  readonly #greatest: number

  constructor(private readonly separator: number) {
    this.#greatest = Math.max(separator, QUOTE)
  }

  /** Bytes that were not yet part of a row, for messages about rows without an end. */
  get pending(): number {
    return this.#chunk.length - this.#at
  }

  /** Goes on with the next bytes; `last` where no more follow. */
  feed(bytes: Uint8Array, last: boolean): void {
    const rest = this.#chunk.subarray(this.#at)
    if (rest.length === 0) this.#chunk = bytes
    else {
      const joined = new Uint8Array(rest.length + bytes.length)
      joined.set(rest)
      joined.set(bytes, rest.length)
      this.#chunk = joined
    }
    this.#at = 0
    this.#last = last
  }

  /**
   * Moves to the next row; false where more bytes are needed for it, or none is left. Empty lines are no rows. A
   * quote that never ends takes all that follows into its field.
   */
  next(): boolean {
    while (this.#at < this.#chunk.length) {
      const end = this.#plain()
      if (end === INCOMPLETE) return false
      this.#at = end
      if (this.fields > 1 || this.ends[0]! > this.starts[0]!) return true
    }
    return false
  }

  /** Scans a row; what has quotes is left to `#quoted`. */
  #plain(): number {
    const { separator } = this
    const greatest = this.#greatest
    const chunk = this.#chunk
    const length = chunk.length
    this.source = chunk
    let { starts, ends } = this
    let fields = 0
    let start = this.#at
    for (let at = this.#at; at < length; at++) {
      const byte = chunk[at]!
      if (byte > greatest) continue
      if (byte === separator || byte === LINE_FEED) {
        if (fields === starts.length) {
          this.#widen()
          starts = this.starts
          ends = this.ends
        }
        starts[fields] = start
        ends[fields++] = at
        start = at + 1
        if (byte === LINE_FEED) return this.#ended(fields, at + 1)
      } else if (byte === QUOTE && at === start) return this.#quoted()
    }
    if (!this.#last) return INCOMPLETE
    if (fields === starts.length) this.#widen()
    this.starts[fields] = start
    this.ends[fields++] = length
    return this.#ended(fields, length)
  }

  /** Scans a row with quotes into the scratch, unescaped. */
  #quoted(): number {
    const chunk = this.#chunk
    if (this.#scratch.length < chunk.length) this.#scratch = new Uint8Array(chunk.length)
    const scratch = this.#scratch
    this.source = scratch
    let fields = 0
    let to = 0
    let start = 0
    let lines = 0
    let inside = false
    let opens = true
    let at = this.#at
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (inside) {
        if (byte === QUOTE && chunk[at + 1] === QUOTE) scratch[to++] = chunk[at++]!
        else if (byte === QUOTE) {
          if (at + 1 === chunk.length && !this.#last) return INCOMPLETE
          inside = false
        } else {
          if (byte === LINE_FEED) lines++
          scratch[to++] = byte
        }
      } else if (byte === this.separator || byte === LINE_FEED) {
        if (fields === this.starts.length) this.#widen()
        this.starts[fields] = start
        this.ends[fields++] = to
        start = to
        opens = true
        if (byte === LINE_FEED) return this.#ended(fields, at + 1, lines)
        continue
      } else if (byte === QUOTE && opens) inside = true
      else scratch[to++] = byte
      opens = false
    }
    if (!this.#last) return INCOMPLETE
    if (fields === this.starts.length) this.#widen()
    this.starts[fields] = start
    this.ends[fields++] = to
    return this.#ended(fields, at, lines)
  }

  #ended(fields: number, end: number, lines = 0): number {
    const last = fields - 1
    if (this.ends[last]! > this.starts[last]! && this.source[this.ends[last]! - 1] === RETURN)
      this.ends[last]!--
    this.fields = fields
    this.line = this.#lines
    this.#lines += lines + 1
    return end
  }

  #widen(): void {
    const [starts, ends] = [this.starts, this.ends]
    this.starts = new Int32Array(2 * starts.length)
    this.ends = new Int32Array(2 * ends.length)
    this.starts.set(starts)
    this.ends.set(ends)
  }
}

const INCOMPLETE = -1
