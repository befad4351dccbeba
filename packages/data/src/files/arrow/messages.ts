import { Damaged } from '../damaged'
import type { OpenFile } from '../file'
import { type ArrowMessage, readMessage } from './message'

/** A message, and where it lies in the file, its frame and its body with it. */
export interface PlacedMessage extends ArrowMessage {
  readonly start: number
  readonly end: number
}

/** The largest header that is taken: one of a schema of tens of thousands of columns is smaller. */
const largestHeader = 64 * 1024 * 1024
const continuation = -1
const magic = 'ARROW1'

/**
 * The messages of a stream, or of a file, which is a stream between a beginning and a table of contents.
 *
 * @throws Damaged
 */
export async function* messagesOf(file: OpenFile): AsyncGenerator<PlacedMessage> {
  const isFile = file.size >= 8 && textOf(await file.read(0, 6)) === magic
  const end = isFile ? await contentsOf(file) : file.size
  let at = isFile ? 8 : 0
  let isFirst = true
  while (at + 4 <= end) {
    const frame = new DataView((await file.read(at, Math.min(at + 8, end))).buffer)
    const isNew = frame.getInt32(0, true) === continuation && frame.byteLength === 8
    const length = frame.getInt32(isNew ? 4 : 0, true)
    if (length === 0) break
    const header = at + (isNew ? 8 : 4)
    if (length < 0 || length > largestHeader || header + length > end) {
      throw new Damaged(`a message has a header of ${length} bytes`)
    }
    const message = readMessage(await file.read(header, header + length))
    const next = header + length + message.bodyLength
    if (next > end) throw new Damaged(`a message is to have ${message.bodyLength} bytes`)
    if ((message.kind === 'schema') !== isFirst)
      throw new Damaged('its first message is not its schema, or not the only one')
    yield { ...message, start: at, end: next }
    isFirst = false
    at = next
  }
  if (isFirst) throw new Damaged('it has no schema')
}

/** Where a file's table of contents begins, which ends it. */
async function contentsOf(file: OpenFile): Promise<number> {
  const tail = await file.read(Math.max(8, file.size - 10), file.size)
  if (tail.length < 10 || textOf(tail.subarray(4)) !== magic)
    throw new Damaged('it does not end as an Arrow file does')
  const length = new DataView(tail.buffer).getInt32(0, true)
  if (length < 0 || length > file.size - 18)
    throw new Damaged(`its table of contents is to have ${length} bytes`)
  return file.size - 10 - length
}

const textOf = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes)
