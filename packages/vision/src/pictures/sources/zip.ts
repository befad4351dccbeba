import { type FileHandle, open } from 'node:fs/promises'
import { badPicture } from '../check-picture'
import type { Member } from './members'

const END = 0x06054b50
const ENTRY = 0x02014b50
const END_SIZE = 22
const ENTRY_SIZE = 46
const MOST_COMMENT = 65_535
const LINK = 0xa000

/** The files of a zip archive, of its central directory alone. */
export async function zipMembers(path: string): Promise<Member[]> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const directory = await directoryOf(file, path, size)
    return membersOf(directory, path, size)
  } finally {
    await file.close()
  }
}

async function directoryOf(file: FileHandle, path: string, size: number): Promise<Buffer> {
  const tail = Buffer.alloc(Math.min(size, END_SIZE + MOST_COMMENT))
  await file.read(tail, 0, tail.length, size - tail.length)
  let at = tail.length - END_SIZE
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--
  if (at < 0) throw damaged(path, 'This is no zip archive, or its end is missing.')
  const length = tail.readUInt32LE(at + 12)
  const offset = tail.readUInt32LE(at + 16)
  if (offset === 0xffffffff || tail.readUInt16LE(at + 10) === 0xffff) {
    throw badPicture(
      path,
      'This is a zip archive of the 64-bit kind.',
      'Make it a tar archive.',
      'unsupported',
    )
  }
  if (offset + length > size) throw damaged(path, 'Its directory lies outside of the file.')
  const directory = Buffer.alloc(length)
  await file.read(directory, 0, length, offset)
  return directory
}

function membersOf(directory: Buffer, path: string, size: number): Member[] {
  const members: Member[] = []
  for (let at = 0; at + ENTRY_SIZE <= directory.length; ) {
    if (directory.readUInt32LE(at) !== ENTRY) throw damaged(path, 'Its directory is damaged.')
    const nameLength = directory.readUInt16LE(at + 28)
    const end =
      at + ENTRY_SIZE + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    const name = directory
      .toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength)
      .replaceAll('\\', '/')
    if (!name.endsWith('/')) members.push(memberAt(directory, at, name, size))
    at = end
  }
  return members
}

function memberAt(directory: Buffer, at: number, name: string, size: number): Member {
  const method = directory.readUInt16LE(at + 10)
  const length = directory.readUInt32LE(at + 20)
  const offset = directory.readUInt32LE(at + 42)
  const refused = reasonAgainst(directory, at, method, offset + length > size)
  const stored = method === 0 ? 'zip-plain' : 'zip-deflated'
  return { name, offset, length, stored, ...(refused ? { refused } : {}) }
}

function reasonAgainst(directory: Buffer, at: number, method: number, outside: boolean): string | undefined {
  if (directory.readUInt16LE(at + 8) & 1) return 'it is encrypted'
  if (method !== 0 && method !== 8) return `it is compressed by a method that is not read (${method})`
  if (((directory.readUInt32LE(at + 38) >>> 16) & 0xf000) === LINK) return 'a link, which is not followed'
  return outside ? 'it lies outside of the archive' : undefined
}

function damaged(path: string, what: string) {
  return badPicture(path, what, 'Copy or make the archive again.')
}
