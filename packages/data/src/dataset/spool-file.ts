import { type FileHandle, open } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { GraftError } from '@graftjs/base'
import type { Chunk, IndexedSource, Reading } from './source'
import { Turn } from './turn'

/**
 * The layout: a mark, rows one after the other (structured clones, as `v8.serialize` writes them), where each begins
 * (64-bit numbers), and at the end how many rows there are and the mark again.
 */
const mark = Buffer.from('GRAFTSPOOL1\n\0\0\0\0')
const tailBytes = 8 + mark.length
const blockBytes = 256 * 1024

/** The bytes of a spool of these rows. */
export async function* spoolBytes<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Uint8Array> {
  let block: Uint8Array[] = [mark]
  let held = mark.length
  let at = mark.length
  const starts = new Starts()
  for await (const row of rows) {
    const bytes = clone(row, starts.count)
    starts.add(at)
    at += bytes.length
    block.push(bytes)
    held += bytes.length
    if (held < blockBytes) continue
    yield Buffer.concat(block)
    block = []
    held = 0
  }
  yield Buffer.concat(block)
  starts.add(at)
  yield* starts.bytes()
  const tail = Buffer.alloc(8)
  tail.writeBigUInt64LE(BigInt(starts.count - 1))
  yield Buffer.concat([tail, mark])
}

function clone(row: unknown, position: number): Uint8Array {
  try {
    return serialize(row)
  } catch (cause) {
    throw new GraftError('invalid-data', {
      what: `The row cannot be kept: ${cause instanceof Error ? cause.message : String(cause)}.`,
      where: `row ${position}`,
      fix: 'Make plain values of it with map before it is spooled: no functions, promises or objects of a class.',
      cause,
      details: { row: position },
    })
  }
}

/** Where rows begin, and where the last one ends. */
class Starts {
  #values = new Float64Array(1024)
  count = 0

  add(start: number): void {
    if (this.count === this.#values.length) {
      const larger = new Float64Array(2 * this.count)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.count++] = start
  }

  *bytes(): Generator<Uint8Array> {
    for (let from = 0; from < this.count; from += blockBytes / 8) {
      const part = this.#values.slice(from, Math.min(from + blockBytes / 8, this.count))
      yield new Uint8Array(part.buffer)
    }
  }
}

/** The rows of a spool; they can be had in any order. */
export class SpoolFile<Row> implements IndexedSource<Row> {
  private constructor(
    private readonly path: string,
    private readonly bytes: number,
    private readonly starts: Float64Array,
  ) {}

  /** @throws GraftError `invalid-file` where the file is no whole spool. */
  static async open<Row>(path: string): Promise<SpoolFile<Row>> {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      if (size < mark.length + 8 + tailBytes) throw noSpool(path)
      const tail = await exactly(file, size - tailBytes, tailBytes, path)
      const head = await exactly(file, 0, mark.length, path)
      const rows = Number(tail.readBigUInt64LE(0))
      const startsAt = size - tailBytes - 8 * (rows + 1)
      if (!mark.equals(head) || !mark.equals(tail.subarray(8)) || !(startsAt >= mark.length))
        throw noSpool(path)
      const bytes = await exactly(file, startsAt, 8 * (rows + 1), path)
      const starts = new Float64Array(bytes.buffer, bytes.byteOffset, rows + 1)
      if (starts[0] !== mark.length || starts[rows] !== startsAt) throw noSpool(path)
      return new SpoolFile<Row>(path, size, starts)
    } finally {
      await file.close()
    }
  }

  describe(): string {
    return `spool of ${this.starts.length - 1} rows (${this.bytes} bytes)`
  }

  count(): number {
    return this.starts.length - 1
  }

  async *read(start: number, reading: Reading): AsyncGenerator<Chunk<Row>> {
    const turn = new Turn(reading.signal)
    const { starts } = this
    const file = await open(this.path, 'r')
    try {
      for (let from = start; from < this.count(); ) {
        let to = from + 1
        while (to < this.count() && starts[to + 1]! - starts[from]! <= blockBytes) to++
        const bytes = await exactly(file, starts[from]!, starts[to]! - starts[from]!, this.path)
        yield this.#rows(bytes, from, to)
        from = to
        await turn.pause()
      }
    } finally {
      await file.close()
    }
  }

  async *pick(positions: ArrayLike<number>, reading: Reading): AsyncGenerator<Chunk<Row>> {
    const turn = new Turn(reading.signal)
    const file = await open(this.path, 'r')
    try {
      for (let from = 0; from < positions.length; from += sideBySide) {
        const some = Array.prototype.slice.call(positions, from, from + sideBySide)
        const bytes = await Promise.all(
          some.map((at) =>
            exactly(file, this.starts[at]!, this.starts[at + 1]! - this.starts[at]!, this.path),
          ),
        )
        yield bytes.map((one): Row => deserialize(one))
        await turn.pause()
      }
    } finally {
      await file.close()
    }
  }

  *#rows(bytes: Buffer, from: number, to: number): Generator<Row> {
    const first = this.starts[from]!
    for (let at = from; at < to; at++) {
      yield deserialize(bytes.subarray(this.starts[at]! - first, this.starts[at + 1]! - first))
    }
  }
}

/** Rows that are fetched at a time where they lie apart. */
const sideBySide = 64

async function exactly(file: FileHandle, start: number, length: number, path: string): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length))
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done)
    if (bytesRead === 0) throw noSpool(path)
    done += bytesRead
  }
  return bytes
}

function noSpool(path: string): GraftError {
  return new GraftError('invalid-file', {
    what: 'The file is no spool, or not a whole one.',
    where: path,
    fix: 'Remove it or name another path; a spool is made anew where there is none.',
    details: { path },
  })
}
