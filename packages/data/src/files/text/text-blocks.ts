import { TextDecoder } from 'node:util'
import { GraftError } from '@graftjs/base'
import { invalidOption } from '../../dataset/options'
import type { ByteStream } from '../file'
import { gunzipped } from './gunzip'

/** Some whole lines of a text file. */
export interface TextBlock {
  /** Lines with their ends; only the last line of a file may lack its end. */
  readonly text: string
  /** The number of the first of them in the file, from 1. */
  readonly firstLine: number
  /** The numbers of those that hold bytes that are no characters; these are shown as U+FFFD. */
  readonly damaged: readonly number[]
}

const newline = 0x0a
const carriageReturn = 0x0d
/** Lines end with CR alone where there is no newline for so long. */
const patience = 1024 * 1024
/** A file without a line end for so long is none of lines. */
const longestLine = 64 * 1024 * 1024

/**
 * A text file in blocks of whole lines, decompressed where it is gzip, without its byte order mark.
 *
 * @param encoding a label of the Encoding Standard, such as `windows-1252`; by default UTF-8, or UTF-16 where a byte
 *   order mark says so.
 * @throws GraftError `invalid-file` for a line above 64 MiB.
 */
export async function* textBlocks(file: ByteStream, encoding: string | undefined): AsyncGenerator<TextBlock> {
  const bytes = gunzipped(file.blocks(), file.name)
  const first = await bytes.next()
  if (first.done) return
  const all = (async function* () {
    yield first.value
    yield* bytes
  })()
  const decoder = new TextDecoder(encoding ?? markedEncoding(first.value))
  let firstLine = 1
  const numbered = (text: string, damaged: readonly number[]): TextBlock => {
    const block = { text, firstLine, damaged: damaged.map((at) => firstLine + at) }
    firstLine += lineEnds(text)
    return block
  }
  if (decoder.encoding !== 'utf-8') {
    for await (const text of linesOfText(all, decoder, file.name)) yield numbered(text, [])
    return
  }
  for await (const lines of linesOfBytes(all, file.name)) {
    const { text, damaged } = utf8Lines(firstLine === 1 && hasMark(lines) ? lines.subarray(3) : lines)
    if (text !== '') yield numbered(text, damaged)
  }
}

function lineEnds(text: string): number {
  const end = text.includes('\n') ? '\n' : '\r'
  let count = 0
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) count++
  return count
}

/** @throws GraftError `invalid-option` for an encoding that is not known. */
export function checkEncoding(encoding: string | undefined): void {
  if (encoding === undefined) return
  try {
    new TextDecoder(encoding)
  } catch {
    throw invalidOption('encoding', encoding, "Pass a label such as 'utf-8', 'windows-1252' or 'utf-16le'.")
  }
}

function markedEncoding([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return 'utf-8'
}

const hasMark = ([first, second, third]: Uint8Array) => first === 0xef && second === 0xbb && third === 0xbf

/** Cuts after the last line end of every block; no character of UTF-8 is cut there. */
async function* linesOfBytes(blocks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array[] = []
  let length = 0
  for await (const block of blocks) {
    let end = block.lastIndexOf(newline) + 1
    if (end === 0 && length > patience) end = block.lastIndexOf(carriageReturn) + 1
    if (end > 0) {
      yield joined([...begun, block.subarray(0, end)])
      begun = []
      length = 0
    }
    begun.push(block.subarray(end))
    length += block.length - end
    if (length > longestLine) throw tooLong(name)
  }
  yield joined(begun)
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** The characters of some lines, and which of the lines are damaged; looked at one by one only where some are. */
function utf8Lines(lines: Uint8Array): { text: string; damaged: number[] } {
  try {
    return { text: strict.decode(lines), damaged: [] }
  } catch {
    const lineEnd = lines.includes(newline) ? newline : carriageReturn
    const texts: string[] = []
    const damaged: number[] = []
    for (let from = 0; from < lines.length; ) {
      const end = lines.indexOf(lineEnd, from)
      const line = lines.subarray(from, end < 0 ? lines.length : end + 1)
      from += line.length
      try {
        texts.push(strict.decode(line))
      } catch {
        damaged.push(texts.length)
        texts.push(lenient.decode(line))
      }
    }
    return { text: texts.join(''), damaged }
  }
}

async function* linesOfText(
  blocks: AsyncIterable<Uint8Array>,
  decoder: TextDecoder,
  name: string,
): AsyncGenerator<string> {
  let begun = ''
  for await (const block of blocks) {
    begun += decoder.decode(block, { stream: true })
    const end = begun.lastIndexOf('\n') + 1
    if (end > 0) yield begun.slice(0, end)
    begun = begun.slice(end)
    if (begun.length > longestLine) throw tooLong(name)
  }
  begun += decoder.decode()
  if (begun !== '') yield begun
}

function tooLong(name: string): GraftError {
  return new GraftError('invalid-file', {
    what: `The file has no line end for ${longestLine / 2 ** 20} MiB.`,
    where: name,
    fix: 'Check that it is a text file of rows in lines, not something compressed or binary.',
  })
}
