import { type FileHandle, open } from 'node:fs/promises'
import { badPicture } from '../check-picture'
import type { Member } from './members'

const BLOCK = 512
/** A name that is longer than this is damaged or hostile. */
const LONGEST_NAME = 1 << 16

/** The files of a tar archive: ustar, pax and GNU. Reads their headers alone. */
export async function tarMembers(path: string, signal?: AbortSignal): Promise<Member[]> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    return await readMembers(file, path, size, signal)
  } finally {
    await file.close()
  }
}

async function readMembers(
  file: FileHandle,
  path: string,
  size: number,
  signal?: AbortSignal,
): Promise<Member[]> {
  const members: Member[] = []
  let longName: string | undefined
  for (let at = 0; at + BLOCK <= size; ) {
    signal?.throwIfAborted()
    const header = await bytesAt(file, at, BLOCK)
    if (header.every((byte) => byte === 0)) break
    if (!sumFits(header))
      throw damaged(path, `The header at byte ${at} is damaged, or this is no tar archive.`)
    const length = numberAt(header, 124, 12)
    const offset = at + BLOCK
    if (!(length >= 0) || offset + length > size)
      throw damaged(path, `An entry at byte ${at} is longer than the file.`)
    at = offset + Math.ceil(length / BLOCK) * BLOCK
    const type = String.fromCharCode(header[156]!)
    if (type === 'L' || type === 'x') {
      if (length > LONGEST_NAME) throw damaged(path, `A name of ${length} bytes stands at byte ${offset}.`)
      const content = (await bytesAt(file, offset, length)).toString('utf8')
      longName = type === 'L' ? content.replace(/\0+$/, '') : (paxPath(content) ?? longName)
      continue
    }
    if (type === 'g' || type === 'K') continue
    const name = longName ?? nameIn(header)
    longName = undefined
    if (type === '5') continue
    const refused = refusals[type]
    members.push({ name, offset, length, stored: 'plain', ...(refused ? { refused } : {}) })
  }
  return members
}

const refusals: Readonly<Record<string, string>> = {
  '1': 'a link, which is not followed',
  '2': 'a link, which is not followed',
  '3': 'a device',
  '4': 'a device',
  '6': 'a device',
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  await file.read(bytes, 0, length, at)
  return bytes
}

/** Its sum of all bytes, with the sum itself read as blanks. */
function sumFits(header: Buffer): boolean {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  return sum === numberAt(header, 148, 8)
}

/** Octal, or base 256 where the first bit is set. */
function numberAt(header: Buffer, from: number, length: number): number {
  if (header[from]! & 0x80) {
    return header.subarray(from + 1, from + length).reduce((value, byte) => value * 256 + byte, 0)
  }
  const text = textAt(header, from, length).trim()
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN
}

function nameIn(header: Buffer): string {
  const prefix = textAt(header, 257, 5) === 'ustar' ? textAt(header, 345, 155) : ''
  const name = textAt(header, 0, 100)
  return prefix === '' ? name : `${prefix}/${name}`
}

function textAt(header: Buffer, from: number, length: number): string {
  const text = header.subarray(from, from + length)
  const end = text.indexOf(0)
  return text.subarray(0, end < 0 ? length : end).toString('utf8')
}

/** The path among records of the form `length key=value`. */
function paxPath(content: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)/.exec(content)?.[1]
}

function damaged(path: string, what: string) {
  return badPicture(path, what, 'Copy or make the archive again.')
}
